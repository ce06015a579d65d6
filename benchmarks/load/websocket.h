/* The product's websocket, as docs/live.md describes it. Each line subscribes to one conversation. */

static uint64_t random_state = 88172645463325252ull;

static uint64_t next_random(void) {
    random_state ^= random_state << 13, random_state ^= random_state >> 7, random_state ^= random_state << 17;
    return random_state;
}

/* A client's frames are masked, each with a key of its own (RFC 6455, 5.3). */
static void put_frame(struct line *line, int opcode, const char *text, size_t length) {
    uint32_t key = (uint32_t)next_random();
    unsigned char head[8] = {0x80 | opcode}, *mask = (unsigned char *)&key;
    int used = 2;
    if (length < 126) head[1] = 0x80 | length;
    else head[1] = 0x80 | 126, head[2] = length >> 8, head[3] = length & 255, used = 4;
    memcpy(head + used, mask, 4);
    put(line, head, used + 4);
    reserve(&line->out, length);
    for (size_t i = 0; i < length; i++) line->out.data[line->out.length++] = text[i] ^ mask[i & 3];
}

static void websocket_greet(struct line *line) {
    char text[600];
    int length = snprintf(text, sizeof text,
        "GET /ws/ HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: bm9ydGhicmlkZ2UtYmVuYw==\r\nAuthorization: Bearer %s\r\n\r\n", line->secret);
    put(line, text, length);
}

static void websocket_say(struct line *line, size_t number, const char *body) {
    char text[400];
    int length = snprintf(text, sizeof text,
        "{\"type\":\"send\",\"conversation\":\"%s\",\"client_uuid\":\"%08x-%04x-4000-8000-%012zx\",\"body\":\"%s\"}",
        rooms[line->room].name, (uint32_t)next_random(), (uint32_t)next_random() & 0xffff, number, body);
    put_frame(line, 1, text, length);
}

/* What stands behind a key of a flat JSON object, or NULL. Bodies hold no quotes, so that no key is found in one. */
static const char *after_key(const char *text, size_t length, const char *key) {
    const char *found = memmem(text, length, key, strlen(key)), *end = text + length;
    if (!found) return NULL;
    for (found += strlen(key); found < end && *found == ' '; found++) {}
    return found < end ? found : NULL;
}

static void take_text(struct line *line, const char *text, size_t length, uint64_t now, int counts) {
    const char *type = after_key(text, length, "\"type\":");
    if (!type) return;
    if (!strncmp(type, "\"message\"", 9)) {
        const char *body = after_key(text, length, "\"body\":"), *seq = after_key(text, length, "\"seq\":");
        if (!body || !seq) die("A message without body or seq: %.*s", (int)length, text);
        note_heard(line->room, line->member, body + 1, strtoll(seq, NULL, 10), &line->last_seq, now, counts);
    } else if (!strncmp(type, "\"synced\"", 8) && line->state == JOINING) {
        line->state = LIVE;
        live_lines++;
    } else if (!strncmp(type, "\"error\"", 7)) {
        if (!errors++) fprintf(stderr, "Line %d was told: %.*s\n", line->index, (int)length, text);
    }
}

static size_t take_answer(struct line *line, const char *data, size_t length) {
    const char *end = memmem(data, length, "\r\n\r\n", 4);
    if (!end) return 0;
    if (strncmp(data, "HTTP/1.1 101", 12)) die("Line %d was answered: %.*s", line->index, (int)length, data);
    char text[120];
    int used = snprintf(text, sizeof text, "{\"type\":\"subscribe\",\"conversation\":\"%s\",\"since\":0}", rooms[line->room].name);
    put_frame(line, 1, text, used);
    line->state = JOINING;
    return end + 4 - data;
}

/* Understands what has come whole; returns how many bytes that was. */
static size_t websocket_take(struct line *line, char *data, size_t length, uint64_t now, int counts) {
    size_t used = line->state == GREETING ? take_answer(line, data, length) : 0;
    while (line->state != GREETING && line->state != CLOSED && length - used >= 2) {
        unsigned char *frame = (unsigned char *)data + used;
        size_t left = length - used, head = 2, size = frame[1] & 127;
        int opcode = frame[0] & 15;
        if (size == 126) head = 4;
        if (size == 127) head = 10;
        if (left < head) break;
        if (head > 2) {
            size = 0;
            for (size_t i = 2; i < head; i++) size = size << 8 | frame[i];
        }
        if (left < head + size) break;
        const char *text = (const char *)frame + head;
        if (!(frame[0] & 0x80)) die("A frame came in pieces; this client does not put them together.");
        if (opcode == 1) take_text(line, text, size, now, counts);
        if (opcode == 9) put_frame(line, 10, text, size);
        if (opcode == 8) {
            char why[160];
            snprintf(why, sizeof why, "%d %.*s", size >= 2 ? frame[head] << 8 | frame[head + 1] : 1005, size > 2 ? (int)(size > 125 ? 120 : size - 2) : 0, text + 2);
            end_line(line, why);
            break;
        }
        used += head + size;
    }
    return used;
}
