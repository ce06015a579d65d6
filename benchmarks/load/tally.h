/* What was sent and what came back: each member gets each message once, in order, and how long it took. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_MEMBERS = 64, BODY = 80, FINE = 7, BUCKETS = 40 << FINE };

struct message {
    uint64_t seen; /* one bit for each member that has it */
    int64_t seq;
    uint32_t room, sender;
};

struct room {
    char name[40];
    int members, line[MOST_MEMBERS], next_sender;
};

static struct {
    struct message *messages;
    size_t sent, size;
    uint64_t delivered, doubled, echoed, disordered, strange; /* echoed: the sender's own message, once more */
    uint64_t histogram[BUCKETS], counted;
    size_t open; /* messages that somebody still waits for */
} tally;

static struct room *rooms;
static int room_count;

static uint64_t everyone(const struct room *room) { return room->members == 64 ? ~0ull : (1ull << room->members) - 1; }

/* The number of the new message. */
static size_t note_sent(int room, int sender) {
    if (tally.sent == tally.size) {
        tally.size = tally.size ? tally.size * 2 : 1 << 16;
        tally.messages = realloc(tally.messages, tally.size * sizeof *tally.messages);
        if (!tally.messages) abort();
    }
    tally.messages[tally.sent] = (struct message){.room = room, .sender = sender};
    tally.open++;
    return tally.sent++;
}

/* Microseconds fall into buckets that are finer than one per cent: 128 to each doubling. */
static int bucket(uint64_t value) {
    int shift = value >> FINE ? 63 - FINE - __builtin_clzll(value) : 0;
    int index = (shift << FINE) + (int)(value >> shift);
    return index < BUCKETS ? index : BUCKETS - 1;
}

static double milliseconds(int index) {
    int shift = index >> FINE ? (index >> FINE) - 1 : 0;
    return (double)((uint64_t)(index - (shift << FINE)) << shift) / 1000;
}

static double percentile(double share) {
    uint64_t wanted = (uint64_t)(share * (double)tally.counted), passed = 0;
    for (int index = 0; index < BUCKETS; index++)
        if ((passed += tally.histogram[index]) > wanted) return milliseconds(index);
    return 0;
}

/* A body is the message's number, the moment it was sent (nanoseconds), and filling. */
static void write_body(char body[BODY + 1], size_t number, uint64_t moment) {
    int used = snprintf(body, BODY + 1, "%010zu %020llu ", number, (unsigned long long)moment);
    memset(body + used, 'x', BODY - used);
    body[BODY] = 0;
}

/* A member of a room got a body. `seq` is 0 where there is none; `last` is the highest that this member had so far. */
static void note_heard(int room, int member, const char *body, int64_t seq, int64_t *last, uint64_t now, int counts) {
    size_t number = strtoull(body, NULL, 10);
    uint64_t moment = strtoull(body + 11, NULL, 10), bit = 1ull << member;
    if (number >= tally.sent || (int)tally.messages[number].room != room) {
        tally.strange++;
        return;
    }
    struct message *message = &tally.messages[number];
    if (message->seen & bit) {
        *((int)message->sender == member ? &tally.echoed : &tally.doubled) += 1;
        return;
    }
    message->seen |= bit;
    if (seq) {
        if (seq <= *last || (message->seq && message->seq != seq)) tally.disordered++;
        if (seq > *last) *last = seq;
        message->seq = seq;
    }
    if (counts) {
        tally.delivered++;
        tally.counted++;
        tally.histogram[bucket((now - moment) / 1000)]++;
        note_delivery(moment, now);
    }
    if (message->seen == everyone(&rooms[room])) tally.open--;
}

static uint64_t count_lost(void) {
    uint64_t lost = 0;
    for (size_t number = 0; number < tally.sent; number++)
        lost += __builtin_popcountll(everyone(&rooms[tally.messages[number].room]) & ~tally.messages[number].seen);
    return lost;
}
