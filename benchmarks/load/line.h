/* One connection: what came in and is not yet understood, what shall go out and did not fit yet. */
#include <errno.h>
#include <stdarg.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum state { GREETING, JOINING, LIVE, CLOSED };

struct buffer {
    char *data;
    size_t length, size;
};

struct line {
    int fd, index, room, member, waits_to_write;
    enum state state;
    const char *secret; /* a websocket's token, Valkey's password */
    struct buffer in, out;
    int64_t last_seq;
};

static int epoll, live_lines, closed_lines, errors;

static void die(const char *words, ...) {
    va_list rest;
    va_start(rest, words);
    vfprintf(stderr, words, rest);
    va_end(rest);
    fputc('\n', stderr);
    exit(1);
}

static void reserve(struct buffer *buffer, size_t more) {
    if (buffer->length + more <= buffer->size) return;
    buffer->size = (buffer->length + more) * 2;
    if (!(buffer->data = realloc(buffer->data, buffer->size))) abort();
}

static void drop(struct buffer *buffer, size_t count) {
    if (!count) return;
    memmove(buffer->data, buffer->data + count, buffer->length - count);
    buffer->length -= count;
}

static void watch(struct line *line, int also_writing) {
    struct epoll_event event = {.events = EPOLLIN | (also_writing ? EPOLLOUT : 0), .data.ptr = line};
    if (epoll_ctl(epoll, EPOLL_CTL_MOD, line->fd, &event)) die("epoll_ctl: %s", strerror(errno));
    line->waits_to_write = also_writing;
}

static void end_line(struct line *line, const char *why) {
    if (line->state == CLOSED) return;
    if (line->state != LIVE) die("Line %d was closed before it could listen: %s", line->index, why);
    if (!closed_lines++) fprintf(stderr, "Line %d was closed: %s\n", line->index, why);
    line->state = CLOSED;
    live_lines--;
    close(line->fd);
}

static void flush_line(struct line *line) {
    ssize_t done = line->out.length ? send(line->fd, line->out.data, line->out.length, MSG_NOSIGNAL) : 0;
    if (done < 0 && errno != EAGAIN && errno != EINTR) {
        end_line(line, strerror(errno));
        return;
    }
    drop(&line->out, done > 0 ? done : 0);
    if (!!line->out.length != line->waits_to_write) watch(line, !!line->out.length);
}

static void put(struct line *line, const void *data, size_t length) {
    reserve(&line->out, length);
    memcpy(line->out.data + line->out.length, data, length);
    line->out.length += length;
}
