"""cooperative-preemptive: a scheduler for tasks that give up control by themselves, or do not.

round_robin(tasks, clock)

   `tasks` is a list of (name, generator, budget). Be a generator: run each task to its next yield, in
   turn, and yield what it yielded. A task that has ended drops out, the others go on. Run no task
   before you are asked for its step.

   clock() tells how many steps of work all tasks together have done so far. Between two of its yields
   a task should not do more than its budget. You cannot take its turn away; but at the end return the
   list of the hogs' names, each once, in the order in which you caught them.

Try it:  lab run cooperative-preemptive --answer mine.py
"""


def round_robin(tasks, clock):
    for _name, task, _budget in tasks:
        yield from task
    return []
