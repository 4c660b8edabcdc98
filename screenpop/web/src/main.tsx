import { render } from "preact";
import "./style.css";
import { App } from "./view/App";

render(<App />, document.getElementById("page")!);
