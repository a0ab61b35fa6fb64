/** State of sockets (plain data; rules in ../syscalls/handler.ts). */
export interface NetState { placeholder?: undefined }
