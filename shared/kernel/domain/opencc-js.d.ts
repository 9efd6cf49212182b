/** The library has types for its converters only, not for its tables. */
declare module "opencc-js/dict/TSCharacters" {
  /** Rows `traditional simplified`, separated by `|`. */
  const rows: string;
  export default rows;
}
