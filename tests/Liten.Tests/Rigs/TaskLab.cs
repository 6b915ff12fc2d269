namespace Liten.Tests;

/// <summary>
/// A runtime whose every turn the test runs, with timers and with its SynchronizationContext current on the test's thread, and
/// everything in it that a task can wait for. None of the things waited for comes by itself.
/// </summary>
internal sealed class TaskLab : IDisposable
{
    private readonly SynchronizationContext? _context = SynchronizationContext.Current;
    private readonly List<JoinHandle> _tasks = [];

    public TaskLab()
    {
        Timers = new TimerDriver(Clock, static () => { });
        Runtime.Host.Timers = Timers;
        SynchronizationContext.SetSynchronizationContext(Runtime.Host.SynchronizationContext);
        Assert.True(Mutex.TryLock(out AsyncMutexGuard<int> holder));
        MutexHolder = holder;
    }

    public static string[] Waits { get; } =
        ["sleep", "infinite sleep", "oneshot", "mutex", "join", "join without result", "JoinAsync", "WhenAny", "WhenAll of handles", "WhenAll of calls", "foreign", "nested", "parallel"];

    public static string[] Bodies { get; } = ["LitenTask", "Task", "ValueTask"];

    public ListScheduler Runtime { get; } = new();

    public ManualClock Clock { get; } = new(1);

    public TimerDriver Timers { get; }

    public AsyncMutex<int> Mutex { get; } = new(0);

    public AsyncMutexGuard<int> MutexHolder { get; }

    /// <summary>Tasks that wait for ever: what others may join.</summary>
    public IReadOnlyList<JoinHandle> Tasks => _tasks;

    public List<string> Log { get; } = [];

    public JoinHandle<int> Spawn(string body, Func<LitenTask<int>> code) => body switch
    {
        "LitenTask" => Spawning.Make(Runtime.Host, async LitenTask<int> () => await code(), new(null, "", 0)).Start(),
        "Task" => Spawning.Make(Runtime.Host, async Task<int> () => await InTask(code), new(null, "", 0)).Start(),
        _ => Spawning.Make(Runtime.Host, async ValueTask<int> () => await InTask(code), new(null, "", 0)).Start(),
    };

    /// <summary>Spawns a task and runs it up to its first wait.</summary>
    public JoinHandle<int> Begin(string body, Func<LitenTask<int>> code)
    {
        JoinHandle<int> handle = Spawn(body, code);
        Runtime.RunAll();
        return handle;
    }

    /// <summary>Waits, in one of the ways there are, for what never comes.</summary>
    public async LitenTask<int> WaitForEver(string wait)
    {
        switch (wait)
        {
            case "sleep":
                await Time.Sleep(TimeSpan.FromDays(1));
                break;
            case "infinite sleep":
                await Time.Sleep(Timeout.InfiniteTimeSpan);
                break;
            case "oneshot":
                await Oneshot.Create<int>().Receiver;
                break;
            case "mutex":
                (await Mutex.LockAsync()).Dispose();
                break;
            case "join":
                await NewTask();
                break;
            case "join without result":
                await (JoinHandle)NewTask();
                break;
            case "JoinAsync":
                await NewTask().JoinAsync();
                break;
            case "WhenAny":
                await LitenTask.WhenAny(NewTask(), NewTask());
                break;
            case "WhenAll of handles":
                await LitenTask.WhenAll(NewTask(), NewTask());
                break;
            case "WhenAll of calls":
                await LitenTask.WhenAll(WaitForEver("oneshot"), WaitForEver("mutex"));
                break;
            case "foreign":
                await new TaskCompletionSource().Task.Abortable();
                break;
            case "nested":
                await Nested(10);
                break;
            case "parallel":
                LitenTask<int>[] calls = [WaitForEver("oneshot"), WaitForEver("mutex"), WaitForEver("join"), WaitForEver("sleep")];
                foreach (LitenTask<int> call in calls)
                {
                    try
                    {
                        await call;
                    }
                    catch (TaskAbortedException)
                    {
                        Log.Add("parallel wait aborted");
                    }
                }

                throw new OperationCanceledException();
            default:
                throw new ArgumentException(wait);
        }

        return 1;
    }

    public void Dispose()
    {
        SynchronizationContext.SetSynchronizationContext(_context);
        Runtime.Dispose();
    }

    private static async Task<int> InTask(Func<LitenTask<int>> code)
    {
        int result = await code();
        return result;
    }

    private async LitenTask<int> Nested(int depth) => depth == 0 ? await WaitForEver("oneshot") : await Nested(depth - 1);

    private JoinHandle<int> NewTask()
    {
        JoinHandle<int> task = Runtime.Spawn(static async () => await Oneshot.Create<int>().Receiver);
        _tasks.Add(task);
        return task;
    }
}
