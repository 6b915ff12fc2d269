using Microsoft.Diagnostics.Runtime;

namespace Liten.Tool;

/// <summary>A live task or blocking job in a core file.</summary>
internal sealed class CoreTask
{
    private const int Started = 1;
    private const int Aborted = 2;

    private readonly string _runtime;
    private readonly ClrObject _task;
    private readonly CoreThread? _thread;
    private readonly CoreStacks _stacks;
    private readonly CoreCall[] _calls;
    private readonly int _state;

    public CoreTask(string runtime, ClrObject task, IEnumerable<CoreThread> threads, CoreStacks stacks)
    {
        _runtime = runtime;
        _task = task;
        _stacks = stacks;
        _thread = threads.FirstOrDefault(thread => thread.IsRunning && thread.Owner.Address == task.Address);
        _state = task.Struct("State").Number<int>("_bits");
        _calls = [.. CoreCall.Of(task)];
        Info = Describe(task);
        Wait = State == LiveTaskState.Waiting ? ReadWait() : null;
    }

    public TaskInfo Info { get; }

    public ulong Address => _task.Address;

    /// <summary>What it waits for; null if it does not.</summary>
    public WaitTarget? Wait { get; }

    /// <summary>The waits of its calls; empty where something else may wake it.</summary>
    public IEnumerable<CoreWait> Waits
        => State == LiveTaskState.Waiting && !IsForeign
            ? _calls.Select(static call => call.Wait).OfType<CoreWait>()
            : [];

    private bool IsJob => _task.Is("BlockingJob");

    /// <summary>What .NET's has that a call waits for, or null.</summary>
    private ClrObject Foreign => _task.Held("_foreign").Held("_what");

    private bool IsForeign => !Foreign.IsNull;

    private LiveTaskState State => _thread is not null ? LiveTaskState.Running
        : (_state & Started) == 0 && _calls.Length == 0 ? LiveTaskState.Queued
        : IsJob ? LiveTaskState.Blocking
        : _calls.Any(static call => call.Wait is not null) || IsForeign ? LiveTaskState.Waiting
        : LiveTaskState.Ready;

    /// <summary>What identifies a task.</summary>
    public static TaskInfo Describe(ClrObject task) => new(
        task.Number<long>(CoreFields.Of("TaskId")),
        task.Struct("_calls").Held("_extras").Text(CoreFields.Of("Name")),
        task.Text("_file") ?? "",
        task.Number<int>("_line"))
    {
        ParentId = task.Number<long>(CoreFields.Of("ParentId")),
    };

    /// <summary>The task, as a dump of a live process tells it.</summary>
    public TaskSnapshot Tell()
    {
        IReadOnlyList<TaskFrame>[] stacks =
        [
            .. _calls.Where(static call => call.Wait is not null).Select(_stacks.Of)
                .OrderByDescending(static stack => stack.IsMain).Select(static stack => stack.Frames),
        ];
        return new TaskSnapshot(Info)
        {
            Runtime = _runtime,
            IsBlockingJob = IsJob,
            State = State,
            Thread = _thread?.Name,
            IsAgeKnown = false,
            IsAbortRequested = (_state & Aborted) != 0,
            Wait = Wait is { } wait ? new TaskWait(wait, 0) : null,
            Stack = _thread is { } thread ? _stacks.OfThread(thread.Id)
                : stacks is [var main, ..] ? main : _stacks.OfOutermost(_task),
            FurtherStacks = stacks is [_, .. var further] ? further : [],
        };
    }

    private WaitTarget? ReadWait()
    {
        WaitTarget? all = null;
        foreach (CoreWait wait in _calls.Select(static call => call.Wait).OfType<CoreWait>())
        {
            all = all is { } before ? before.With(wait.Describe()) : wait.Describe();
        }

        return all ?? new WaitTarget(WaitKind.Foreign, $"{ForeignNameOf(Foreign)}, which knows no Liten");
    }

    private static string ForeignNameOf(ClrObject awaited)
        => awaited.Type?.Name is "System.RuntimeType" or null
            ? "something of .NET's"
            : CoreNames.OfType(awaited.Type.Name);
}
