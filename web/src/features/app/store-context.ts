// The store, for every part of the screen.
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Store } from "../../store/types";

export const StoreContext = createContext<Store | null>(null);

export function useStore(): Store {
  const store = useContext(StoreContext);
  if (!store) throw new Error("rendered outside of StoreContext");
  return store;
}
