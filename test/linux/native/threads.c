// Threads, mutexes, condition variables, barriers, cancellation and thread-directed signals with glibc; deterministic output.
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum { N = 6, ROUNDS = 2000 };
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t cond = PTHREAD_COND_INITIALIZER;
static pthread_barrier_t barrier;
static sem_t sem;
static long total, turn;
static __thread long mine;
static volatile int signals;

static void *adder(void *p) {
  for (int i = 0; i < ROUNDS; i++) {
    pthread_mutex_lock(&lock);
    total++;
    pthread_mutex_unlock(&lock);
    mine++;
  }
  pthread_barrier_wait(&barrier);
  return (void *)mine;
}

// Threads take turns by a condition variable.
static void *in_turn(void *p) {
  long me = (long)p;
  for (int i = 0; i < 20; i++) {
    pthread_mutex_lock(&lock);
    while (turn % N != me) pthread_cond_wait(&cond, &lock);
    turn++;
    pthread_cond_broadcast(&cond);
    pthread_mutex_unlock(&lock);
  }
  return 0;
}

static void on_signal(int s) { __sync_fetch_and_add(&signals, 1); }

static void *waiter(void *p) {
  while (signals == 0) pause();
  return (void *)7;
}

static void *sleeper(void *p) {
  sem_post(&sem);
  sleep(1000);
  return 0;
}

int main(void) {
  pthread_t t[N];
  pthread_barrier_init(&barrier, 0, N);
  sem_init(&sem, 0, 0);
  for (long i = 0; i < N; i++) pthread_create(&t[i], 0, adder, 0);
  long sum = 0;
  for (int i = 0; i < N; i++) {
    void *r;
    pthread_join(t[i], &r);
    sum += (long)r;
  }
  printf("total %ld sum %ld\n", total, sum);

  for (long i = 0; i < N; i++) pthread_create(&t[i], 0, in_turn, (void *)i);
  for (int i = 0; i < N; i++) pthread_join(t[i], 0);
  printf("turns %ld\n", turn);

  struct sigaction a;
  memset(&a, 0, sizeof a);
  a.sa_handler = on_signal;
  sigaction(SIGUSR1, &a, 0);
  void *r;
  pthread_create(&t[0], 0, waiter, 0);
  struct timespec ms = {0, 1000000};
  nanosleep(&ms, 0);
  pthread_kill(t[0], SIGUSR1);
  pthread_join(t[0], &r);
  printf("signalled %ld %d\n", (long)r, signals);

  pthread_create(&t[0], 0, sleeper, 0);
  sem_wait(&sem);
  pthread_cancel(t[0]);
  pthread_join(t[0], &r);
  printf("cancelled %d\n", r == PTHREAD_CANCELED);

  struct timespec until;
  clock_gettime(CLOCK_REALTIME, &until);
  until.tv_nsec += 2000000;
  if (until.tv_nsec >= 1000000000) until.tv_sec++, until.tv_nsec -= 1000000000;
  pthread_mutex_lock(&lock);
  printf("timedwait %d\n", pthread_cond_timedwait(&cond, &lock, &until) == ETIMEDOUT);
  char *big = malloc(10 << 20);
  memset(big, 1, 10 << 20);
  big = realloc(big, 40 << 20);
  printf("realloc %d %d\n", big[0], big[(10 << 20) - 1]);
  free(big);
  printf("abort next\n");
  fflush(stdout);
  abort();
}
