using System.Runtime.CompilerServices;

namespace Liten;

/// <summary>The part of Liten's surface that generated code touches. Each call is noted, so that a test can read what was built.</summary>
public sealed class Runtime : IDisposable
{
    public static List<string> Calls { get; } = [];

    public static RuntimeBuilder CreateBuilder() => new();

    public void BlockOn(Func<LitenTask> body) => Run(() => body().Inner);

    public T BlockOn<T>(Func<LitenTask<T>> body) => Run(() => body().Inner);

    public void BlockOn(Func<Task> body) => Run(body);

    public T BlockOn<T>(Func<Task<T>> body) => Run(body);

    public void BlockOn(Func<ValueTask> body) => Run(() => body().AsTask());

    public T BlockOn<T>(Func<ValueTask<T>> body) => Run(() => body().AsTask());

    public void Dispose() => Calls.Add("Dispose");

    private static TTask Note<TTask>(Func<TTask> body)
    {
        Calls.Add("BlockOn");
        return body();
    }

    private static void Run(Func<Task> body) => Note(body).GetAwaiter().GetResult();

    private static T Run<T>(Func<Task<T>> body) => Note(body).GetAwaiter().GetResult();
}

public sealed class RuntimeBuilder
{
    public RuntimeBuilder WorkerThreads(int count) => Note($"WorkerThreads {count}");

    public RuntimeBuilder WorkerThreadName(string name) => Note($"WorkerThreadName {name}");

    public RuntimeBuilder CurrentThread() => Note("CurrentThread");

    public Runtime Build() => new();

    private RuntimeBuilder Note(string call)
    {
        Runtime.Calls.Add(call);
        return this;
    }
}

[AsyncMethodBuilder(typeof(LitenTaskMethodBuilder))]
public readonly struct LitenTask(Task task)
{
    public Task Inner => task ?? Task.CompletedTask;
}

[AsyncMethodBuilder(typeof(LitenTaskMethodBuilder<>))]
public readonly struct LitenTask<T>(Task<T> task)
{
    public Task<T> Inner => task;
}

public struct LitenTaskMethodBuilder
{
    private AsyncTaskMethodBuilder _inner;

    public LitenTask Task => new(_inner.Task);

    public static LitenTaskMethodBuilder Create() => default;

    public void Start<TMachine>(ref TMachine machine) where TMachine : IAsyncStateMachine => _inner.Start(ref machine);

    public void SetStateMachine(IAsyncStateMachine machine) => _inner.SetStateMachine(machine);

    public void SetResult() => _inner.SetResult();

    public void SetException(Exception exception) => _inner.SetException(exception);

    public void AwaitOnCompleted<TAwaiter, TMachine>(ref TAwaiter awaiter, ref TMachine machine)
        where TAwaiter : INotifyCompletion where TMachine : IAsyncStateMachine => _inner.AwaitOnCompleted(ref awaiter, ref machine);

    public void AwaitUnsafeOnCompleted<TAwaiter, TMachine>(ref TAwaiter awaiter, ref TMachine machine)
        where TAwaiter : ICriticalNotifyCompletion where TMachine : IAsyncStateMachine => _inner.AwaitUnsafeOnCompleted(ref awaiter, ref machine);
}

public struct LitenTaskMethodBuilder<T>
{
    private AsyncTaskMethodBuilder<T> _inner;

    public LitenTask<T> Task => new(_inner.Task);

    public static LitenTaskMethodBuilder<T> Create() => default;

    public void Start<TMachine>(ref TMachine machine) where TMachine : IAsyncStateMachine => _inner.Start(ref machine);

    public void SetStateMachine(IAsyncStateMachine machine) => _inner.SetStateMachine(machine);

    public void SetResult(T result) => _inner.SetResult(result);

    public void SetException(Exception exception) => _inner.SetException(exception);

    public void AwaitOnCompleted<TAwaiter, TMachine>(ref TAwaiter awaiter, ref TMachine machine)
        where TAwaiter : INotifyCompletion where TMachine : IAsyncStateMachine => _inner.AwaitOnCompleted(ref awaiter, ref machine);

    public void AwaitUnsafeOnCompleted<TAwaiter, TMachine>(ref TAwaiter awaiter, ref TMachine machine)
        where TAwaiter : ICriticalNotifyCompletion where TMachine : IAsyncStateMachine => _inner.AwaitUnsafeOnCompleted(ref awaiter, ref machine);
}
