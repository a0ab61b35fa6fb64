/** State of descriptors and file systems (plain data; rules in ../syscalls/handler.ts). */
export interface FilesState { placeholder?: undefined }
