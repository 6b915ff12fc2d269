using System.Threading.Tasks.Sources;

namespace Liten.Tests.Calls;

/// <summary>A foreign operation of every kind, which the test ends, and the runtime that waits for it.</summary>
public abstract class AbortableRig : IDisposable
{
    protected const int Result = 7;

    private protected readonly ListScheduler _runtime;
    private readonly List<UnhandledExceptionInfo> _reports = [];

    private protected AbortableRig() => _runtime = new ListScheduler(new RuntimeHooks
    {
        OnUnhandledException = report =>
        {
            lock (_reports)
            {
                _reports.Add(report);
            }
        },
    });

    public static string[] Forms { get; } = ["Task", "Task<T>", "ValueTask", "ValueTask<T>", "ValueTask of a source", "ValueTask<T> of a source"];

    public static string[] Endings { get; } = ["result", "exception", "cancellation"];

    public static TheoryData<string, string> FormsAndEndings
    {
        get
        {
            var cells = new TheoryData<string, string>();
            foreach (string form in Forms)
            {
                foreach (string ending in Endings)
                {
                    cells.Add(form, ending);
                }
            }

            return cells;
        }
    }

    public void Dispose() => _runtime.Dispose();

    /// <summary>The exceptions that the runtime was told of, once there are as many as there must be.</summary>
    private protected UnhandledExceptionInfo[] Reports(int count)
    {
        // What is reported is queued to the pool in an order: so this one comes after what must not come.
        using var late = new CancellationTokenSource();
        var last = new FormatException("the last one");
        var operation = new TaskCompletionSource();
        LitenTask wait = operation.Task.Abortable(late.Token);
        late.Cancel();
        Assert.Throws<OperationCanceledException>(() => wait.GetAwaiter().GetResult());
        operation.SetException(last);
        Assert.True(SpinWait.SpinUntil(() => Snapshot().Length > count && Array.Exists(Snapshot(), report => report.Exception == last), Patience.Limit), "a report is missing");
        return [.. Snapshot().Where(report => report.Exception != last)];
    }

    private UnhandledExceptionInfo[] Snapshot()
    {
        lock (_reports)
        {
            return [.. _reports];
        }
    }

    /// <summary>One operation, awaited in one of the forms.</summary>
    private protected sealed class Operation(string form) : IValueTaskSource<int>, IValueTaskSource
    {
        private readonly TaskCompletionSource<int> _task = new();
        private ManualResetValueTaskSourceCore<int> _source;

        public FormatException Exception { get; } = new("the operation's own");

        public CancellationToken Cancelled { get; } = new(canceled: true);

        private bool IsOfSource => form.EndsWith("source", StringComparison.Ordinal);

        public async LitenTask<int> WaitAsync(CancellationToken cancellationToken = default)
        {
            switch (form)
            {
                case "Task":
                    await ((Task)_task.Task).Abortable(cancellationToken);
                    return Result;
                case "Task<T>":
                    return await _task.Task.Abortable(cancellationToken);
                case "ValueTask":
                    await new ValueTask(_task.Task).Abortable(cancellationToken);
                    return Result;
                case "ValueTask<T>":
                    return await new ValueTask<int>(_task.Task).Abortable(cancellationToken);
                case "ValueTask of a source":
                    await new ValueTask(this, _source.Version).Abortable(cancellationToken);
                    return Result;
                default:
                    return await new ValueTask<int>(this, _source.Version).Abortable(cancellationToken);
            }
        }

        public void End(string ending)
        {
            switch (ending)
            {
                case "result" when IsOfSource:
                    _source.SetResult(Result);
                    break;
                case "result":
                    _task.SetResult(Result);
                    break;
                case "exception":
                    Throw();
                    break;
                case "cancellation" when IsOfSource:
                    _source.SetException(new OperationCanceledException(Cancelled));
                    break;
                default:
                    _task.SetCanceled(Cancelled);
                    break;
            }
        }

        /// <summary>With a stack trace that has a name of its own.</summary>
        public void Throw()
        {
            try
            {
                ThrowDeepInTheOperation();
            }
            catch (FormatException exception)
            {
                if (IsOfSource)
                {
                    _source.SetException(exception);
                }
                else
                {
                    _task.SetException(exception);
                }
            }
        }

        int IValueTaskSource<int>.GetResult(short token) => _source.GetResult(token);

        void IValueTaskSource.GetResult(short token) => _source.GetResult(token);

        public ValueTaskSourceStatus GetStatus(short token) => _source.GetStatus(token);

        public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
            => _source.OnCompleted(continuation, state, token, flags);

        private void ThrowDeepInTheOperation() => throw Exception;
    }
}
