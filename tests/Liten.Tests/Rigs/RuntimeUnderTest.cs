using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace Liten.Tests;

/// <summary>A runtime, and waits for it that fail with its state instead of hanging. Disposing it asserts that no thread is left.</summary>
internal sealed class RuntimeUnderTest : IDisposable
{
    /// <summary>Patience, not a threshold: reached only by a test that hangs.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private bool _hangs;

    public RuntimeUnderTest(RuntimeBuilder builder)
    {
        Census = new ThreadCensus(builder);
        Runtime = builder.Build();
    }

    public Runtime Runtime { get; }

    public ThreadCensus Census { get; }

    public RuntimeMetrics Metrics => Runtime.Metrics;

    /// <summary>Whether no worker is awake and nothing is queued.</summary>
    public bool IsQuiet => SchedulerOf(Runtime).IsQuiet;

    /// <summary>Set by a test whose shutdown gives something up: then threads may end after it.</summary>
    public bool MayEndLate { get; set; }

    public static RuntimeUnderTest WithWorkers(int count) => new(Runtime.CreateBuilder().WorkerThreads(count));

    /// <summary>The options a builder is about to use, with those that are not public.</summary>
    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_options")]
    public static extern ref RuntimeOptions OptionsOf(RuntimeBuilder builder);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_scheduler")]
    private static extern ref RuntimeScheduler SchedulerOf(Runtime runtime);

    /// <summary>Runs the body on the runtime, from a thread that is none of the runtime's.</summary>
    public T Run<T>(Func<LitenTask<T>> body) => OnThread(() => Runtime.BlockOn(body), "BlockOn");

    /// <inheritdoc cref="Run{T}(Func{LitenTask{T}})"/>
    public void Run(Func<LitenTask> body) => OnThread(() => Runtime.BlockOn(body), "BlockOn");

    /// <summary>Waits until the task has ended, whatever kind of runtime it is on.</summary>
    public JoinResult Outcome(JoinHandle task) => OnThread(() => task.JoinAsync().AsTask().GetAwaiter().GetResult(), $"the end of {task.Describe()}");

    /// <summary>The task's result; throws what the task ended with.</summary>
    public T Result<T>(JoinHandle<T> task)
    {
        Outcome(task);
        return task.GetResult();
    }

    /// <summary>Runs code on a thread of its own and waits for its end, with patience.</summary>
    public T OnThread<T>(Func<T> code, string what)
    {
        var thread = new CodeOnThread<T>(code);
        Patiently(thread.Wait(Patience), what);
        return thread.GetResult();
    }

    /// <inheritdoc cref="OnThread{T}(Func{T}, string)"/>
    public void OnThread(Action code, string what) => OnThread(() => Called(code), what);

    /// <summary>Starts code on a thread of its own; <see cref="End{T}"/> waits for it.</summary>
    public CodeOnThread<T> Begin<T>(Func<T> code) => new(code);

    /// <inheritdoc cref="Begin{T}(Func{T})"/>
    public CodeOnThread<bool> Begin(Action code) => new(() => Called(code));

    /// <summary>Waits for code that was begun.</summary>
    public T End<T>(CodeOnThread<T> code, string what)
    {
        Patiently(code.Wait(Patience), what);
        return code.GetResult();
    }

    public void WaitFor(ManualResetEventSlim happened, string what) => Patiently(happened.Wait(Patience), what);

    public void WaitUntil(Func<bool> condition, string what) => Patiently(SpinWait.SpinUntil(condition, Patience), what);

    /// <summary>Ends the runtime with patience.</summary>
    public void End() => OnThread(Runtime.Dispose, "Dispose");

    /// <summary>Ends the runtime with patience and asserts that no thread is left.</summary>
    public void Dispose()
    {
        if (_hangs)
        {
            // The test has failed already; what hangs here must not hide the reason.
            _ = Begin(() => Runtime.Shutdown(TimeSpan.Zero));
            return;
        }

        End();
        if (MayEndLate)
        {
            WaitUntil(() => Census.Stopped.Count == Census.Started.Count, "the threads that were not waited for");
        }

        Census.AssertNobodyLeft();
    }

    private static bool Called(Action code)
    {
        code();
        return true;
    }

    private void Patiently(bool happened, string what)
    {
        if (!happened)
        {
            _hangs = true;
            var dump = new StringWriter();
            Runtime.WriteTaskDump(dump);
            Assert.Fail($"Waited in vain for {what}\n{dump}");
        }
    }

    /// <summary>Code that runs on a thread of its own.</summary>
    internal sealed class CodeOnThread<T>
    {
        private readonly Thread _thread;
        private T _result = default!;
        private ExceptionDispatchInfo? _failure;

        public CodeOnThread(Func<T> code)
        {
            _thread = new Thread(() => Call(code)) { IsBackground = true, Name = "code-on-thread" };
            _thread.Start();
        }

        public bool HasEnded => !_thread.IsAlive;

        public bool Wait(TimeSpan patience) => _thread.Join(patience);

        public T GetResult()
        {
            _failure?.Throw();
            return _result;
        }

        private void Call(Func<T> code)
        {
            try
            {
                _result = code();
            }
            catch (Exception exception)
            {
                _failure = ExceptionDispatchInfo.Capture(exception);
            }
        }
    }
}
