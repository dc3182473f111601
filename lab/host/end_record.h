#pragma once

namespace lab::host {

/// Has process_end written when this process, or a child that it forks, ends by exit() or by
/// returning from main. os._exit, exec and death by a signal leave none: that is how a reader of
/// the log tells them from an end in order.
void record_end_of_process();

}  // namespace lab::host
