// simdjson is C++ only; CSimdJSON includes <simdjson.h> itself. This module carries the linker flag.
