#include "CArrowABI.h"

#include <stddef.h>
#include <stdlib.h>

static void *(*get_pointer)(void *, const char *) = NULL;

void kframe_capsule_setup(void *(*function)(void *, const char *)) { get_pointer = function; }

void kframe_capsule_free_schema(void *capsule) {
    if (get_pointer == NULL) return;
    struct ArrowSchema *schema = get_pointer(capsule, "arrow_schema");
    if (schema == NULL) return;
    // Whoever took the structure has set release to NULL.
    if (schema->release != NULL) schema->release(schema);
    free(schema);
}

void kframe_capsule_free_stream(void *capsule) {
    if (get_pointer == NULL) return;
    struct ArrowArrayStream *stream = get_pointer(capsule, "arrow_array_stream");
    if (stream == NULL) return;
    if (stream->release != NULL) stream->release(stream);
    free(stream);
}
