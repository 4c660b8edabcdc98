import { render } from "preact";
import "./style/base.css";
import "./style/controls.css";
import "./style/bar.css";
import "./style/desk.css";
import "./style/card.css";
import "./style/who.css";
import "./style/recording.css";
import "./style/transfer.css";
import "./style/note.css";
import "./style/lists.css";
import "./style/worklist.css";
import "./style/over.css";
import "./style/login.css";
import "./style/phone.css";
import "./style/number.css";
import "./style/narrow.css";
import { settings } from "./state/settings";
import { keepPage } from "./state/upgrade";
import { begin } from "./text";

// Its words first: what is imported after them may speak from its first line on.
await begin(settings.value.language);
const { App } = await import("./view/App");

render(<App />, document.getElementById("page")!);
keepPage();
