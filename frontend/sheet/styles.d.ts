/** The bundler turns a style sheet import into a file beside the script. */
declare module "*.css";
