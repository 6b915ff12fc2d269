namespace Liten.FSharp.Tests

open System
open System.Threading
open System.Threading.Tasks
open Xunit
open Liten

/// What Liten has to await is awaited as in C#: by `let!` and `do!` in `task { }`.
type AwaitTests() =

    /// Runs a task on a runtime of its own and gives its result.
    static let onRuntime (body: unit -> Task<'T>) =
        use runtime = Runtime.CreateBuilder().WorkerThreads(2).Build()
        runtime.BlockOn(Func<Task<'T>>(body))

    static let spawn (body: unit -> Task<'T>) : JoinHandle<'T> = LitenTask.Spawn(Func<Task<'T>>(body))

    static let spawnUnit (body: unit -> Task) : JoinHandle = LitenTask.Spawn(Func<Task>(body))

    /// Waits without an end, but for an abort.
    static let forever () =
        task { do! Time.Sleep Timeout.InfiniteTimeSpan } :> Task

    // Generic: F# must choose the awaiter without knowing the result.
    static let twice (handle: JoinHandle<'T>) =
        task {
            let! first = handle
            let! second = handle
            return first, second
        }

    [<Fact>]
    member _.Handle_with_a_result_gives_it_each_time() =
        let result = onRuntime (fun () -> twice (spawn (fun () -> Task.FromResult 7)))
        Assert.Equal((7, 7), result)

    [<Fact>]
    member _.Handle_with_a_result_awaited_as_its_base_gives_none() =
        onRuntime (fun () ->
            task {
                let handle = spawn (fun () -> Task.FromResult 7)
                let plain = handle :> JoinHandle
                let! (none: unit) = plain
                do! plain
                Assert.True(handle.IsCompleted)
                return none
            })

    [<Fact>]
    member _.Handle_without_a_result_is_awaited() =
        onRuntime (fun () ->
            task {
                let ran = ref false
                do! spawnUnit (fun () -> task { ran.Value <- true } :> Task)
                Assert.True ran.Value
            })

    [<Fact>]
    member _.LitenTask_is_awaited_with_and_without_a_result() =
        let result =
            onRuntime (fun () ->
                task {
                    do! LitenTask.Yield()
                    do! Time.Sleep(TimeSpan.FromTicks 1L)
                    let! value = LitenTask.FromResult 7
                    return value
                })

        Assert.Equal(7, result)

    [<Fact>]
    member _.JoinAsync_and_AsTask_give_the_result_of_the_static_type() =
        let result =
            onRuntime (fun () ->
                task {
                    let handle = spawn (fun () -> Task.FromResult 7)
                    let! (joined: JoinResult<int>) = handle.JoinAsync()
                    let! (ended: JoinResult) = (handle :> JoinHandle).JoinAsync()
                    let! (value: int) = handle.AsTask()
                    do! (handle :> JoinHandle).AsTask()
                    Assert.True ended.IsSuccess
                    return joined.Value + value
                })

        Assert.Equal(14, result)

    [<Fact>]
    member _.Exception_of_a_task_reaches_who_awaits_it() =
        let message =
            onRuntime (fun () ->
                task {
                    let handle = spawn (fun () -> task { return raise (FormatException "mine") })

                    try
                        let! (_: int) = handle
                        return "none"
                    with :? FormatException as thrown ->
                        return thrown.Message
                })

        Assert.Equal("mine", message)

    [<Fact>]
    member _.Mutex_guard_is_released_at_the_end_of_its_scope() =
        let value =
            onRuntime (fun () ->
                task {
                    let mutex = AsyncMutex<int>(5)

                    let add () =
                        task {
                            use! guard = mutex.LockAsync()
                            guard.Value <- guard.Value + 1
                        }

                    do! add ()
                    do! add ()
                    use! last = mutex.LockAsync()
                    return last.Value
                })

        Assert.Equal(7, value)

    [<Fact>]
    member _.Abort_ends_a_wait_and_the_handle_tells() =
        onRuntime (fun () ->
            task {
                let handle = spawnUnit forever
                handle.Abort()
                let! result = handle.JoinAsync()
                Assert.True result.IsAborted
                let! _ = Assert.ThrowsAsync<TaskAbortedException>(fun () -> task { do! handle } :> Task)
                return ()
            })

    [<Fact>]
    member _.Token_ends_the_wait_for_a_handle_and_not_its_task() =
        onRuntime (fun () ->
            task {
                use source = new CancellationTokenSource()
                let handle = spawnUnit forever
                let wait = handle.JoinAsync(source.Token)
                source.Cancel()

                let! _ =
                    Assert.ThrowsAnyAsync<OperationCanceledException>(fun () ->
                        task {
                            let! (_: JoinResult) = wait
                            return ()
                        })

                Assert.False handle.IsCompleted
                handle.Abort()
            })
