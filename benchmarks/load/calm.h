/* Moments when the machine itself is slow. On shared hardware whole processors slow down for tens of milliseconds, which no
 * server can help and no guest is told of. A fixed piece of arithmetic shows them: its own processor time does not count
 * what other processes take, so that a busy server never looks like a slow machine.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { STEPS = 20000, PACES = 1 << 16, FLIGHTS = 1 << 20 };       /* what does not fit is not kept */
static const double SLOW = 2;                                     /* times the median */
static const uint64_t WORKED_OFF = 50000000, TO_SEE = 10000000;   /* ns: to work off what piled up; until the next look */

struct span {
    uint64_t from, to;
};

struct calm {
    double share, p50_ms, p99_ms, machine_p50_us, machine_p99_us;
};

static struct {
    uint64_t at[PACES];
    double took[PACES];
    struct span flight[FLIGHTS];
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
    seen.at[seen.paces] = now;
    seen.took[seen.paces++] = (own_nanoseconds() - began) / 1e3;
}

static void note_delivery(uint64_t from, uint64_t to) {
    if (seen.paces && seen.flights < FLIGHTS) seen.flight[seen.flights++] = (struct span){from, to};
}

static int by_value(const void *a, const void *b) {
    double left = *(const double *)a, right = *(const double *)b;
    return (left > right) - (left < right);
}

static double percentile_of(double *values, int count, double share) {
    qsort(values, count, sizeof *values, by_value);
    return count ? values[(int)(share * count)] : 0;
}

/* Latencies of what was under way while no look found the machine slow, nor shortly before. */
static struct calm calm_moments(void) {
    struct calm found = {0};
    if (!seen.paces || !seen.flights) return found;
    double *values = malloc((seen.paces + seen.flights) * sizeof *values);
    memcpy(values, seen.took, seen.paces * sizeof *values);
    found.machine_p50_us = percentile_of(values, seen.paces, 0.5);
    found.machine_p99_us = percentile_of(values, seen.paces, 0.99);
    int calm = 0;
    for (int i = 0; i < seen.flights; i++) {
        struct span flight = seen.flight[i];
        int slow = 0;
        for (int k = 0; k < seen.paces && seen.at[k] <= flight.to + TO_SEE; k++)
            slow |= seen.at[k] + WORKED_OFF >= flight.from && seen.took[k] > SLOW * found.machine_p50_us;
        if (!slow) values[calm++] = (flight.to - flight.from) / 1e6;
    }
    found.share = (double)calm / seen.flights;
    found.p50_ms = percentile_of(values, calm, 0.5);
    found.p99_ms = percentile_of(values, calm, 0.99);
    free(values);
    return found;
}
