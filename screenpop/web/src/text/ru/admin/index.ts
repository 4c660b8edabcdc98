// Страницы администрирования.

export * from "./general";
export * from "./rules";
export * from "./changes";
export * from "./connections";
export * from "./watch";
export * from "./house";
