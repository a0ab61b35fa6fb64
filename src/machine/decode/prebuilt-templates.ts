/**
 * The beginnings of common instructions as they come with the program: what DecodingTemplates.pack gives. In sources there are
 * none, and each is learned when it first occurs; in a bundle for Node esbuild.mjs puts here what interpret/build-forms.ts made.
 */
export const prebuiltTemplates: (() => Uint8Array) | undefined = undefined;
