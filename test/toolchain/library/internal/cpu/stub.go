package cpu

var X86 struct{ HasSSE41, HasAVX, HasFMA, HasAVX2, HasSSE42, HasPOPCNT bool }

const CacheLinePadSize = 64
