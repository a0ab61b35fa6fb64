/** Go files come into the extension's bundle as texts (esbuild's loader). */
declare module '*.go' {
  const text: string;
  export default text;
}
