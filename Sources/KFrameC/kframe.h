// The C face of kframe: what libkframe exports. Texts are UTF-8 and end in a zero byte; requests and answers are JSON.
//
// Whatever takes time is an operation: it is started, runs on kframe's own threads, and is waited for in slices as short
// as the caller likes, so that an interpreter can see its signals. All calls may be made from any thread. Nothing prints,
// and nothing aborts the process. Objects are released once; an operation that is released before its end is cancelled.

#ifndef KFRAME_H
#define KFRAME_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef void *kframe_object;     // a reader, a frame, a scan, a broker
typedef void *kframe_operation;  // work under way, or done

/// The version of the library, as long as it is loaded.
const char *kframe_version(void);
void kframe_release(void *object);
void kframe_free_text(char *text);

/// 1 where the operation has ended, 0 where it has not within `milliseconds`.
int32_t kframe_wait(kframe_operation operation, int32_t milliseconds);
/// {offsets to do, offsets done, rows, bytes}; 0 where nothing is known yet. Takes operations and scans.
int32_t kframe_progress(void *object, int64_t progress[4]);
void kframe_cancel(kframe_operation operation);
/// {"answer": …} or {"error": {"code", "message", "topic", "partition", "offset"}}; NULL before the end. To be freed.
char *kframe_answer(kframe_operation operation);
/// What the operation made, to be released; NULL where that is nothing.
kframe_object kframe_made(kframe_operation operation);

/// {"bootstrap_servers": "a:9092,b:9092", "config": {"security.protocol": "SSL", …}, "config_file": "…"} or
/// {"log_dir": "…"} makes a reader; answers {"warnings"}. "timeout": "30s" bounds it, as it does those below that read; they
/// take "elapsed_ms" for what has passed of it.
kframe_operation kframe_open(const char *request);
/// {"directory", "demo_events"?, "port"?, "host"?, "read_only"?} makes a broker; answers {"bootstrap_servers", "topic"?}.
kframe_operation kframe_serve(const char *request);
/// Closes a reader's connections, or stops a broker.
kframe_operation kframe_close(kframe_object object);

kframe_operation kframe_topics(kframe_object reader, const char *request);
kframe_operation kframe_plan(kframe_object reader, const char *request);
/// Makes a frame, of no more bytes than "memory": "8GB" where that is given; answers {"receipt", "notes", "fields"}.
kframe_operation kframe_read(kframe_object reader, const char *request);
/// {"receipt": "…", "memory"?}: reads again what a receipt read.
kframe_operation kframe_replay(kframe_object reader, const char *request);
/// With "by" and "every": makes a frame of counts.
kframe_operation kframe_count(kframe_object reader, const char *request);
/// Makes a scan.
kframe_operation kframe_scan(kframe_object reader, const char *request);
/// Answers {"fields"}, which needs the first batch; that one is not lost.
kframe_operation kframe_scan_fields(kframe_object scan);
/// Makes a frame of one batch; after the last it makes none and answers {"receipt", "notes"}.
kframe_operation kframe_scan_next(kframe_object scan);

/// Counts a frame's rows: {"by": […], "every": "5m", "from"?, "to"?} (milliseconds) makes a frame.
kframe_operation kframe_frame_timeline(kframe_object frame, const char *request);
/// {"columns": […]}, {"head": n} or {"tail": n} makes a frame that shares the memory; NULL where there is no such column.
kframe_object kframe_frame_part(kframe_object frame, const char *request);
/// {"rows", "bytes", "fields"}. To be freed.
char *kframe_frame_facts(kframe_object frame);
/// {"all", "head", "tail"}: {"head": [[…]], "tail": [[…]]}, cells as text. To be freed.
char *kframe_frame_cells(kframe_object frame, const char *request);
/// {"width"?, "all", "head", "tail"}: the frame as a table of text. To be freed.
char *kframe_frame_text(kframe_object frame, const char *request);
/// Arrow's C structures, in memory of malloc.
struct ArrowSchema *kframe_frame_schema(kframe_object frame);
struct ArrowArrayStream *kframe_frame_stream(kframe_object frame);
/// NULL where the scan was begun already. Its calls block.
struct ArrowArrayStream *kframe_scan_stream(kframe_object scan);

/// Checks a receipt: {"answer": {"receipt", "notes"}} or {"error": …}. To be freed.
char *kframe_receipt(const char *json);

/// For Python's capsules; see CArrowABI.h.
void kframe_capsule_setup(void *(*get_pointer)(void *capsule, const char *name));
void kframe_capsule_free_schema(void *capsule);
void kframe_capsule_free_stream(void *capsule);

#ifdef __cplusplus
}
#endif

#endif
