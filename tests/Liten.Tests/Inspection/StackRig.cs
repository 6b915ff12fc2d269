using System.Runtime.CompilerServices;

namespace Liten.Tests.Inspection;

/// <summary>Lets methods stop at awaits that know their line, one after the other, while a test looks at their stack.</summary>
internal sealed class StackRig
{
    private readonly AsyncNotify _bell = new();
    private readonly List<int> _outer = [];
    private int _stops;

    /// <summary>How often the methods have stopped.</summary>
    public int Stops => Volatile.Read(ref _stops);

    /// <summary>The line of the last stop.</summary>
    public int Line { get; private set; }

    /// <summary>The lines of the calls that are in progress around it, the outermost first.</summary>
    public IReadOnlyList<int> Outer => _outer;

    /// <summary>Stops here until the test lets it go on.</summary>
    public LitenTask Stop([CallerLineNumber] int line = 0)
    {
        Line = line;
        LitenTask wait = _bell.WaitAsync();
        Volatile.Write(ref _stops, _stops + 1);
        return wait;
    }

    /// <summary>The same for code that awaits a Task.</summary>
    public Task StopForeign([CallerLineNumber] int line = 0)
    {
        var gate = new TaskCompletionSource();
        Foreign = gate;
        Line = line;
        Volatile.Write(ref _stops, _stops + 1);
        return gate.Task;
    }

    public TaskCompletionSource? Foreign { get; private set; }

    public int This([CallerLineNumber] int line = 0)
    {
        _outer.Add(line);
        return line;
    }

    public void GoOn()
    {
        if (Foreign is { } gate)
        {
            Foreign = null;
            gate.SetResult();
        }
        else
        {
            _bell.NotifyOne();
        }
    }

    /// <summary>Looks at each stop of a task in turn, until the task has ended.</summary>
    public static void AtEachStop(Func<StackRig, LitenTask> body, Action<StackRig, TaskSnapshot> check)
    {
        using RuntimeUnderTest it = RuntimeUnderTest.WithWorkers(1);
        var rig = new StackRig();
        JoinHandle task = it.Runtime.Spawn(() => body(rig));
        int seen = 0;
        while (!task.IsCompleted)
        {
            TaskSnapshot? look = null;
            it.WaitUntil(
                () => task.IsCompleted
                    || (rig.Stops > seen && (look = it.Runtime.GetTask(task.Id)) is { State: LiveTaskState.Waiting }),
                $"stop {seen}");
            if (task.IsCompleted)
            {
                break;
            }

            seen = rig.Stops;
            check(rig, look!);
            rig.GoOn();
        }

        it.Outcome(task);
        Assert.Equal(JoinResult(task), seen > 0);
    }

    private static bool JoinResult(JoinHandle task) => Patience.Join(task).IsSuccess;
}
