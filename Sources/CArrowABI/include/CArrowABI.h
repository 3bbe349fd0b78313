// The structures of Arrow's C data interface and C stream interface, as
// https://arrow.apache.org/docs/format/CDataInterface.html and …/CStreamInterface.html lay them down: an ABI, the same
// in every library that speaks it.

#ifndef KFRAME_C_ARROW_ABI_H
#define KFRAME_C_ARROW_ABI_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#ifndef ARROW_C_DATA_INTERFACE
#define ARROW_C_DATA_INTERFACE

#define ARROW_FLAG_DICTIONARY_ORDERED 1
#define ARROW_FLAG_NULLABLE 2
#define ARROW_FLAG_MAP_KEYS_SORTED 4

struct ArrowSchema {
    const char *format;
    const char *name;
    const char *metadata;
    int64_t flags;
    int64_t n_children;
    struct ArrowSchema **children;
    struct ArrowSchema *dictionary;
    void (*release)(struct ArrowSchema *);
    void *private_data;
};

struct ArrowArray {
    int64_t length;
    int64_t null_count;
    int64_t offset;
    int64_t n_buffers;
    int64_t n_children;
    const void **buffers;
    struct ArrowArray **children;
    struct ArrowArray *dictionary;
    void (*release)(struct ArrowArray *);
    void *private_data;
};

#endif

#ifndef ARROW_C_STREAM_INTERFACE
#define ARROW_C_STREAM_INTERFACE

struct ArrowArrayStream {
    int (*get_schema)(struct ArrowArrayStream *, struct ArrowSchema *out);
    int (*get_next)(struct ArrowArrayStream *, struct ArrowArray *out);
    const char *(*get_last_error)(struct ArrowArrayStream *);
    void (*release)(struct ArrowArrayStream *);
    void *private_data;
};

#endif

// Python hands Arrow's structures on in capsules. A capsule that nobody took is destroyed by Python, at any time, also
// while the interpreter ends; so what destroys it is machine code, which needs one function of Python's.

/// Tells where PyCapsule_GetPointer is. To be called once, before the first capsule is made.
void kframe_capsule_setup(void *(*get_pointer)(void *capsule, const char *name));

/// Destructors for capsules named arrow_schema and arrow_array_stream: they release what was not taken, and free
/// the structure, which malloc must have made.
void kframe_capsule_free_schema(void *capsule);
void kframe_capsule_free_stream(void *capsule);

#ifdef __cplusplus
}
#endif

#endif
