// Where the client begins: the store on a real browser, and the screen on the store.
import { render } from "preact";
import { App } from "./features/app/App";
import { StoreContext } from "./features/app/store-context";
import { browserPlatform } from "./platform/browser";
import { createStore } from "./store/store";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/controls.css";
import "./styles/choices.css";
import "./styles/frame.css";
import "./styles/list.css";
import "./styles/conversation.css";
import "./styles/bubbles.css";
import "./styles/composer.css";
import "./styles/poll.css";
import "./styles/floating.css";
import "./styles/pages.css";

const root = document.getElementById("app");
const store = createStore(browserPlatform());

if (root) {
  render(
    <StoreContext.Provider value={store}>
      <App />
    </StoreContext.Provider>,
    root,
  );
}
