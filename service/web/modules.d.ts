/** A stylesheet imported by a script arrives as its text (see build.mjs). */
declare module "*.css" {
  const text: string;
  export default text;
}
