/* Looks at how fast the machine itself is: a fixed piece of arithmetic, in own processor time, which does not count what
 * other processes take, so that a busy server never looks like a slow machine. calm.py says what follows from them.
 */
#include <stdint.h>
#include <stdio.h>
#include <time.h>

enum { STEPS = 20000, PACES = 1 << 16, FLIGHTS = 1 << 20 }; /* what does not fit is not kept */

static struct {
    struct { uint64_t at; double took; } pace[PACES];
    struct { uint64_t from, to; } flight[FLIGHTS];
    int paces, flights;
} seen;

static volatile uint64_t worked = 1;

static uint64_t own_nanoseconds(void) {
    struct timespec at;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &at);
    return (uint64_t)at.tv_sec * 1000000000ull + at.tv_nsec;
}

static void note_pace(uint64_t now) {
    if (seen.paces == PACES) return;
    uint64_t began = own_nanoseconds(), state = worked;
    for (int step = 0; step < STEPS; step++) state = state * 6364136223846793005ull + 1442695040888963407ull;
    worked = state;
    seen.pace[seen.paces].at = now;
    seen.pace[seen.paces++].took = (own_nanoseconds() - began) / 1e3;
}

static void note_delivery(uint64_t from, uint64_t to) {
    if (!seen.paces || seen.flights == FLIGHTS) return;
    seen.flight[seen.flights].from = from;
    seen.flight[seen.flights++].to = to;
}

/* Two more parts of the last line: looks as [at in ns, took in us], deliveries as [from, to] in ns. */
static void say_looks(void) {
    printf(", \"looks\": [");
    for (int i = 0; i < seen.paces; i++) printf("%s[%llu, %.2f]", i ? ", " : "", (unsigned long long)seen.pace[i].at, seen.pace[i].took);
    printf("], \"flights\": [");
    for (int i = 0; i < seen.flights; i++)
        printf("%s[%llu, %llu]", i ? ", " : "", (unsigned long long)seen.flight[i].from, (unsigned long long)seen.flight[i].to);
    printf("]");
}
