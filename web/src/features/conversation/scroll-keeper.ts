// Keeps the log still: whatever is added above, grows or arrives, the messages that are being read stay in place. At
// the end of the log, new messages are followed. The browser's own anchoring is off (conversation.css), since not all
// have it.

/** Within this distance of the end, the reader is taken to follow new messages. */
const NEAR_END = 80;
const THIRD = 1 / 3;

export class ScrollKeeper {
  /** New content at the end is followed. */
  following = true;
  private anchor: { element: HTMLElement; key: string; top: number } | null = null;
  private aimed: number | null = null;
  /** The scroll position when it was last looked at. */
  private scrollTop = 0;
  private readonly observer: ResizeObserver;

  constructor(
    private readonly scroller: HTMLElement,
    content: HTMLElement,
    /** Whether the last entry shown is the newest one that exists. */
    private readonly atNewest: () => boolean,
    private readonly settled: () => void,
  ) {
    this.observer = new ResizeObserver(() => this.settle());
    this.observer.observe(scroller);
    this.observer.observe(content);
  }

  close(): void {
    this.observer.disconnect();
  }

  get distance(): number {
    const { scrollHeight, scrollTop, clientHeight } = this.scroller;
    return scrollHeight - scrollTop - clientHeight;
  }

  /** Called at every scroll: note what is at the top now. */
  remember(): void {
    this.following = this.distance < NEAR_END && this.atNewest();
    this.scrollTop = this.scroller.scrollTop;
    const top = this.scroller.getBoundingClientRect().top;
    const element = this.firstBelow(top);
    const key = element?.dataset["key"];
    this.anchor = element && key ? { element, key, top: element.getBoundingClientRect().top } : null;
  }

  /** Called when the content has changed, before it is painted. */
  settle(): void {
    const target = this.aimed === null ? null : this.at(this.aimed);
    if (target) {
      this.aimed = null;
      this.place(target);
      return;
    }
    this.catchUp();
    if (this.following && this.aimed === null) this.scroller.scrollTop = this.scroller.scrollHeight;
    else this.restore();
    this.remember();
    this.settled();
  }

  toEnd(): void {
    this.aimed = null;
    this.scroller.scrollTop = this.scroller.scrollHeight;
    this.remember();
    this.settled();
  }

  /** Go to a message as soon as it is there. null: to no message. */
  aim(seq: number | null): void {
    this.aimed = seq;
  }

  /** Put an element a third from the top. */
  place(element: HTMLElement): void {
    const shift = element.getBoundingClientRect().top - this.scroller.getBoundingClientRect().top;
    this.scroller.scrollTop += shift - this.scroller.clientHeight * THIRD;
    this.remember();
    this.settled();
  }

  /** The event of a scroll comes a frame late, and the content may change before it. So note the scroll position now.
   * */
  private catchUp(): void {
    const moved = this.scroller.scrollTop - this.scrollTop;
    if (moved < 0 && this.distance >= NEAR_END) this.following = false;
    if (this.anchor) this.anchor.top -= moved;
  }

  /** The highest seq that is completely in view; null if there is none. */
  seenSeq(): number | null {
    const bottom = this.scroller.getBoundingClientRect().bottom + 1;
    const all = this.scroller.querySelectorAll<HTMLElement>("[data-seq]");
    for (let at = all.length - 1; at >= 0; at--) {
      const element = all[at];
      if (element && element.getBoundingClientRect().bottom <= bottom) return Number(element.dataset["seq"]);
    }
    return null;
  }

  private at(seq: number): HTMLElement | null {
    return this.scroller.querySelector<HTMLElement>(`[data-seq="${seq}"]`);
  }

  private firstBelow(top: number): HTMLElement | undefined {
    const all = this.scroller.querySelectorAll<HTMLElement>("[data-key]");
    let low = 0;
    let high = all.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((all[middle]?.getBoundingClientRect().bottom ?? 0) > top) high = middle;
      else low = middle + 1;
    }
    return all[low];
  }

  private restore(): void {
    if (!this.anchor) return;
    const { key, top } = this.anchor;
    const element = this.anchor.element.isConnected
      ? this.anchor.element
      : this.scroller.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`);
    if (element) this.scroller.scrollTop += element.getBoundingClientRect().top - top;
  }
}
