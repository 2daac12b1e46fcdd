/* What if the disk is full, or fails? Loaded before a program (LD_PRELOAD), this lets the writes below one folder (of those files whose path has a certain part) fail for as
   long as a file says so: `full` lets fail what would make a file longer, `error` every write and every wait for the disk,
   `unreadable` every reading.
   So it needs no rights, no other file system, and happens at the moment that a test chooses. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

static char folder[4096], within[256], fate[4096];

__attribute__((constructor)) static void begin(void) {
    const char *of = getenv("DISK_FOLDER"), *part = getenv("DISK_WITHIN"), *by = getenv("DISK_FATE");
    snprintf(folder, sizeof folder, "%s", of ? of : "");
    snprintf(within, sizeof within, "%s", part ? part : "");
    snprintf(fate, sizeof fate, "%s", by ? by : "");
}

/* The first letter of what the disk's fate is at this moment; 0 while all is well. */
static char now(void) {
    char word = 0;
    int file = fate[0] ? open(fate, O_RDONLY | O_CLOEXEC) : -1;
    if (file < 0) return 0;
    if (syscall(SYS_read, file, &word, 1) < 1) word = 0;
    close(file);
    return word;
}

static int lies_below(int file) {
    char name[64], path[4096];
    snprintf(name, sizeof name, "/proc/self/fd/%d", file);
    ssize_t length = readlink(name, path, sizeof path - 1);
    if (length <= 0 || !folder[0] || strncmp(path, folder, strlen(folder))) return 0;
    path[length] = 0;
    return !within[0] || strstr(path, within) != NULL;
}

/* Whether writing up to there fails, and how (an errno); less than 0 is the file's own place and a length. */
static int fails(int file, off_t end, size_t length) {
    int before = errno, how = 0;
    char word = now();
    if (word && lies_below(file)) {
        struct stat is;
        if (word == 'f' && !fstat(file, &is) && S_ISREG(is.st_mode)) {
            if (end < 0)
                end = (off_t)length + (fcntl(file, F_GETFL) & O_APPEND ? is.st_size : lseek(file, 0, SEEK_CUR));
            if (end > is.st_size) how = ENOSPC;
        }
        if (word == 'e') how = EIO;
    }
    errno = before;
    return how;
}

#define OWN(type, name, parameters) static type (*own)parameters; if (!own) own = (type (*)parameters)dlsym(RTLD_NEXT, #name)
#define FAIL(file, end, length) do { int how = fails(file, end, length); if (how) { errno = how; return -1; } } while (0)

static int cannot_be_read(int file) {
    int before = errno, cannot = now() == 'u' && lies_below(file);
    errno = cannot ? EIO : before;
    return cannot;
}

static size_t sum(const struct iovec *parts, int count) {
    size_t all = 0;
    for (int at = 0; at < count; at++) all += parts[at].iov_len;
    return all;
}

ssize_t write(int file, const void *octets, size_t length) {
    OWN(ssize_t, write, (int, const void *, size_t));
    FAIL(file, -1, length);
    return own(file, octets, length);
}

ssize_t writev(int file, const struct iovec *parts, int count) {
    OWN(ssize_t, writev, (int, const struct iovec *, int));
    FAIL(file, -1, sum(parts, count));
    return own(file, parts, count);
}

ssize_t pwrite(int file, const void *octets, size_t length, off_t at) {
    OWN(ssize_t, pwrite, (int, const void *, size_t, off_t));
    FAIL(file, at + (off_t)length, length);
    return own(file, octets, length, at);
}

ssize_t pwrite64(int file, const void *octets, size_t length, off64_t at) {
    OWN(ssize_t, pwrite64, (int, const void *, size_t, off64_t));
    FAIL(file, at + (off_t)length, length);
    return own(file, octets, length, at);
}

ssize_t pwritev(int file, const struct iovec *parts, int count, off_t at) {
    OWN(ssize_t, pwritev, (int, const struct iovec *, int, off_t));
    FAIL(file, at + (off_t)sum(parts, count), 0);
    return own(file, parts, count, at);
}

ssize_t pwritev64(int file, const struct iovec *parts, int count, off64_t at) {
    OWN(ssize_t, pwritev64, (int, const struct iovec *, int, off64_t));
    FAIL(file, at + (off_t)sum(parts, count), 0);
    return own(file, parts, count, at);
}

int ftruncate(int file, off_t length) {
    OWN(int, ftruncate, (int, off_t));
    FAIL(file, length, 0);
    return own(file, length);
}

int ftruncate64(int file, off64_t length) {
    OWN(int, ftruncate64, (int, off64_t));
    FAIL(file, length, 0);
    return own(file, length);
}

int posix_fallocate(int file, off_t at, off_t length) {
    OWN(int, posix_fallocate, (int, off_t, off_t));
    int how = fails(file, at + length, 0);
    return how ? how : own(file, at, length);
}

int posix_fallocate64(int file, off64_t at, off64_t length) {
    OWN(int, posix_fallocate64, (int, off64_t, off64_t));
    int how = fails(file, at + length, 0);
    return how ? how : own(file, at, length);
}

/* A length of 0 waits for the disk, and makes nothing longer. */
int fsync(int file) {
    OWN(int, fsync, (int));
    FAIL(file, 0, 0);
    return own(file);
}

int fdatasync(int file) {
    OWN(int, fdatasync, (int));
    FAIL(file, 0, 0);
    return own(file);
}

ssize_t read(int file, void *octets, size_t length) {
    OWN(ssize_t, read, (int, void *, size_t));
    return cannot_be_read(file) ? -1 : own(file, octets, length);
}

ssize_t readv(int file, const struct iovec *parts, int count) {
    OWN(ssize_t, readv, (int, const struct iovec *, int));
    return cannot_be_read(file) ? -1 : own(file, parts, count);
}

ssize_t pread(int file, void *octets, size_t length, off_t at) {
    OWN(ssize_t, pread, (int, void *, size_t, off_t));
    return cannot_be_read(file) ? -1 : own(file, octets, length, at);
}

ssize_t pread64(int file, void *octets, size_t length, off64_t at) {
    OWN(ssize_t, pread64, (int, void *, size_t, off64_t));
    return cannot_be_read(file) ? -1 : own(file, octets, length, at);
}
