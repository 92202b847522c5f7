/* A file system without locks, for file-cache-no-locks.test.ts: whatever sets or asks for a lock fails with NO_LOCKS,
   a number of errno.h, in files whose path contains NO_LOCKS_IN. Without headers, so that a bare gcc builds it. */
#include <stdarg.h>

extern char *getenv(const char *);
extern char *strstr(const char *, const char *);
extern int atoi(const char *);
extern int snprintf(char *, unsigned long, const char *, ...);
extern long readlink(const char *, char *, unsigned long);
extern int *__errno_location(void);
extern void *dlsym(void *, const char *);

/* fcntl.h of Linux: F_GETLK, F_SETLK, F_SETLKW, and the same for open file descriptions. */
static int is_lock(int command) { return (command >= 5 && command <= 7) || (command >= 36 && command <= 38); }

/* struct flock begins with its type: F_RDLCK 0, F_WRLCK 1, F_UNLCK 2. */
static int unlocks(void *lock) { return *(short *)lock == 2; }

static int lies_there(int fd) {
  char link[64], path[4096];
  long length;
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  length = readlink(link, path, sizeof path - 1);
  if (length < 0) return 0;
  path[length] = 0;
  return strstr(path, getenv("NO_LOCKS_IN")) != 0;
}

static int forward(const char *name, int fd, int command, void *argument) {
  int (*next)(int, int, void *);
  if (is_lock(command) && !unlocks(argument) && lies_there(fd)) {
    *__errno_location() = atoi(getenv("NO_LOCKS"));
    return -1;
  }
  next = (int (*)(int, int, void *))dlsym((void *)-1L, name);
  return next(fd, command, argument);
}

int fcntl(int fd, int command, ...) {
  va_list arguments;
  va_start(arguments, command);
  void *argument = va_arg(arguments, void *);
  va_end(arguments);
  return forward("fcntl", fd, command, argument);
}

int fcntl64(int fd, int command, ...) {
  va_list arguments;
  va_start(arguments, command);
  void *argument = va_arg(arguments, void *);
  va_end(arguments);
  return forward("fcntl64", fd, command, argument);
}
