#pragma once

// Behaviours of the test's child that need more than one process. A FIFO tells the test about them:
// each process opens it for writing, writes one byte when it is ready and keeps it open until it
// dies.

[[noreturn]] void wait_for_death();
int double_forked_daemon(const char* fifo);
int many_children(const char* fifo, int count);
int grandchild_deaf_to_sigterm(const char* fifo);
int endless_chain_of_forks(const char* fifo);
int busy_grandchild();
int hold_open(const char* fifo);
int burn_cpu();
