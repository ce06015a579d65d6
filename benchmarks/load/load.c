/* The load of `make bench NAME=messaging`: opens many lines, sends, and checks and times what comes back.
 *
 *     load websocket|valkey PORT IN_FLIGHT RATE WARM_UP SECONDS DRAIN < plan
 *
 * The plan has one line of text for each connection: the conversation and the token (or Valkey's password).
 * With RATE 0 the loop is closed: IN_FLIGHT messages are on their way at any moment, the next is sent when every
 * member has one. Otherwise RATE messages leave each second, evenly. Conversations and senders take turns.
 * Beside it, at each message of an open loop, it times a fixed piece of arithmetic: where that is slow, the machine is (calm.h).
 * Prints "begin" and "end" around what is measured (the warm-up before it is not), waits at most DRAIN seconds for what
 * is still on its way, and prints one line of JSON.
 * One thread, one epoll: about a microsecond for each delivery, so that the servers are what is measured.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <sys/resource.h>
#include <sys/timerfd.h>
#include <time.h>

#include "calm.h"
#include "tally.h"

#include "line.h"

#include "valkey.h"
#include "websocket.h"

enum { AT_ONCE = 16, EVENTS = 256, PIECE = 1 << 14 };
static const double CONNECT_LIMIT = 180, LISTEN_ON = 0.3; /* seconds; what comes twice comes after the first */

static struct protocol {
    void (*greet)(struct line *);
    void (*say)(struct line *, size_t, const char *);
    size_t (*take)(struct line *, char *, size_t, uint64_t, int);
} protocol;

static struct line *lines;
static int line_count, next_room, measuring;

static uint64_t nanoseconds(void) {
    struct timespec at;
    clock_gettime(CLOCK_MONOTONIC, &at);
    return (uint64_t)at.tv_sec * 1000000000ull + at.tv_nsec;
}

static double seconds_of_cpu(void) {
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_utime.tv_sec + usage.ru_stime.tv_sec + (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static int room_named(const char *name) {
    for (int i = room_count - 1; i >= 0; i--)
        if (!strcmp(rooms[i].name, name)) return i;
    rooms = realloc(rooms, (room_count + 1) * sizeof *rooms);
    rooms[room_count] = (struct room){0};
    snprintf(rooms[room_count].name, sizeof rooms->name, "%s", name);
    return room_count++;
}

static void read_plan(void) {
    char name[40], secret[200];
    while (scanf("%39s %199s", name, secret) == 2) {
        lines = realloc(lines, (line_count + 1) * sizeof *lines);
        int room = room_named(name), member = rooms[room].members++;
        if (member == MOST_MEMBERS) die("A conversation has more than %d members.", MOST_MEMBERS);
        rooms[room].line[member] = line_count;
        lines[line_count] = (struct line){.fd = -1, .index = line_count, .room = room, .member = member, .secret = strdup(secret)};
        line_count++;
    }
    if (!line_count) die("The plan names no connection.");
}

static void open_line(struct line *line, int port) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int yes = 1;
    line->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (line->fd < 0) die("socket: %s", strerror(errno));
    if (connect(line->fd, (struct sockaddr *)&address, sizeof address)) die("Nobody answers at port %d: %s", port, strerror(errno));
    setsockopt(line->fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    fcntl(line->fd, F_SETFL, O_NONBLOCK);
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = line};
    if (epoll_ctl(epoll, EPOLL_CTL_ADD, line->fd, &event)) die("epoll_ctl: %s", strerror(errno));
    protocol.greet(line);
    flush_line(line);
}

static void read_line(struct line *line) {
    reserve(&line->in, PIECE);
    ssize_t got = recv(line->fd, line->in.data + line->in.length, PIECE, 0);
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (got <= 0) {
        end_line(line, got ? strerror(errno) : "no more is said");
        return;
    }
    line->in.length += got;
    drop(&line->in, protocol.take(line, line->in.data, line->in.length, nanoseconds(), measuring));
    if (line->out.length && line->state != CLOSED) flush_line(line);
}

static void send_next(void) {
    struct room *room = &rooms[next_room];
    int member = room->next_sender;
    struct line *line = &lines[room->line[member]];
    room->next_sender = (member + 1) % room->members;
    size_t number = note_sent(next_room, member);
    next_room = (next_room + 1) % room_count;
    if (line->state != LIVE) return; /* counts as lost */
    char body[BODY + 1];
    write_body(body, number, nanoseconds());
    protocol.say(line, number, body);
    if (!line->waits_to_write) flush_line(line);
}

/* Handles what is ready; returns how often the clock of the open loop ticked. */
static uint64_t handle_events(int timeout, int ticker) {
    struct epoll_event events[EVENTS];
    uint64_t ticks = 0;
    int count = epoll_wait(epoll, events, EVENTS, timeout);
    for (int i = 0; i < count; i++) {
        struct line *line = events[i].data.ptr;
        if (!line) {
            if (read(ticker, &ticks, sizeof ticks) < 0) ticks = 0;
            continue;
        }
        if (line->state != CLOSED && events[i].events & EPOLLOUT) flush_line(line);
        if (line->state != CLOSED && events[i].events & ~EPOLLOUT) read_line(line);
    }
    return ticks;
}

/* A few lines at a time, so that no server is asked to greet thousands at once. */
static double open_all(int port) {
    uint64_t began = nanoseconds();
    for (int opened = 0; live_lines < line_count;) {
        while (opened < line_count && opened - live_lines < AT_ONCE) open_line(&lines[opened++], port);
        handle_events(100, -1);
        if (nanoseconds() - began > CONNECT_LIMIT * 1e9) die("After %.0f s %d of %d lines listen.", CONNECT_LIMIT, live_lines, line_count);
        if (errors) die("A subscription was refused.");
    }
    return (nanoseconds() - began) / 1e9;
}

static int ticking(double rate) {
    int ticker = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
    long apart = (long)(1e9 / rate);
    struct itimerspec every = {{apart / 1000000000, apart % 1000000000}, {apart / 1000000000, apart % 1000000000}};
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = NULL};
    if (ticker < 0 || timerfd_settime(ticker, 0, &every, NULL) || epoll_ctl(epoll, EPOLL_CTL_ADD, ticker, &event)) die("timerfd: %s", strerror(errno));
    return ticker;
}

static void say_moment(const char *moment) {
    puts(moment);
    fflush(stdout);
}

int main(int count, char **words) {
    if (count != 8) die("load websocket|valkey PORT IN_FLIGHT RATE WARM_UP SECONDS DRAIN < plan");
    int port = atoi(words[2]);
    size_t in_flight = strtoul(words[3], NULL, 10);
    double rate = atof(words[4]), warm_up = atof(words[5]), wanted = atof(words[6]), drain = atof(words[7]), cpu = 0;
    protocol = strcmp(words[1], "valkey") ? (struct protocol){websocket_greet, websocket_say, websocket_take}
                                          : (struct protocol){valkey_greet, valkey_say, valkey_take};
    random_state ^= nanoseconds();
    alarm(CONNECT_LIMIT + warm_up + wanted + drain + 20); /* whatever happens */
    epoll = epoll_create1(EPOLL_CLOEXEC);
    read_plan();
    double connecting = open_all(port), measured = 0;
    int ticker = rate > 0 ? ticking(rate) : -1;
    uint64_t began = nanoseconds(), begin = began + warm_up * 1e9, end = begin + wanted * 1e9, limit = end + drain * 1e9;
    for (uint64_t now = began; now < end + LISTEN_ON * 1e9 || (tally.open && now < limit); now = nanoseconds()) {
        if (!measuring && now >= begin && now < end) {
            measuring = 1, begin = now, cpu = seconds_of_cpu();
            say_moment("begin");
        } else if (measuring && now >= end) {
            measuring = 0, measured = (now - begin) / 1e9, cpu = seconds_of_cpu() - cpu;
            say_moment("end");
        }
        if (now < end && rate <= 0)
            while (tally.open < in_flight && live_lines) send_next();
        uint64_t ticks = handle_events(20, ticker);
        if (ticks && measuring) note_pace(now);
        if (now < end)
            while (ticks--) send_next();
    }
    if (measuring) {
        measured = (nanoseconds() - begin) / 1e9, cpu = seconds_of_cpu() - cpu;
        say_moment("end");
    }
    printf("{\"sockets\": %d, \"connect_seconds\": %.3f, \"seconds\": %.3f, \"sent\": %zu, \"delivered\": %llu, \"p50_ms\": %.3f, \"p99_ms\": %.3f, "
           "\"lost\": %llu, \"out_of_order\": %llu, \"doubled\": %llu, \"echoed\": %llu, \"strange\": %llu, \"errors\": %d, \"closed\": %d, \"busy\": %.3f",
           line_count, connecting, measured, tally.sent, (unsigned long long)tally.delivered, percentile(0.5), percentile(0.99),
           (unsigned long long)count_lost(), (unsigned long long)tally.disordered, (unsigned long long)tally.doubled,
           (unsigned long long)tally.echoed, (unsigned long long)tally.strange, errors, closed_lines, measured > 0 ? cpu / measured : 0);
    say_looks();
    puts("}");
    return 0;
}
