/* The floor: the same shape over Valkey's PUBLISH and SUBSCRIBE alone. RESP3, since there one line may do both. */

static void valkey_greet(struct line *line) {
    char text[400];
    int length = snprintf(text, sizeof text, "HELLO 3 AUTH default %s\r\nSUBSCRIBE %s\r\n", line->secret, rooms[line->room].name);
    put(line, text, length);
    line->state = JOINING;
}

static void valkey_say(struct line *line, size_t number, const char *body) {
    char text[300];
    (void)number;
    int length = snprintf(text, sizeof text, "*3\r\n$7\r\nPUBLISH\r\n$%zu\r\n%s\r\n$%d\r\n%s\r\n", strlen(rooms[line->room].name), rooms[line->room].name, BODY, body);
    put(line, text, length);
}

/* Every answer is made of lines. A pushed message is ">3", then kind, channel and payload, each a length and a text. */
static size_t valkey_take(struct line *line, char *data, size_t length, uint64_t now, int counts) {
    size_t used = 0;
    for (;;) {
        char *start = data + used, *at = start, *end = data + length, *part[7];
        if (start >= end) return used;
        int parts = *start == '>' ? 7 : 1;
        for (int i = 0; i < parts; i++) {
            char *close = at < end ? memmem(at, end - at, "\r\n", 2) : NULL;
            if (!close) return used;
            part[i] = at;
            at = close + 2;
            if (i == 5 && part[1][1] == '9') parts = 6; /* "subscribe" (nine letters) ends with a number, not a text */
        }
        used = at - data;
        if (*start == '-') die("Valkey: %.*s", (int)(at - start), start);
        if (parts == 7) note_heard(line->room, line->member, part[6], 0, &line->last_seq, now, counts);
        if (parts == 6 && line->state == JOINING) {
            line->state = LIVE;
            live_lines++;
        }
    }
}
