using Microsoft.Diagnostics.Runtime;

namespace Liten.Tool;

/// <summary>The stacks in a core file: of suspended calls, and of threads.</summary>
internal sealed class CoreStacks(ClrRuntime runtime)
{
    /// <summary>Deeper ones are cut off.</summary>
    private const int MostSteps = 256;

    private readonly Dictionary<ulong, CoreMachine> _machines = [];

    /// <summary>From the outermost method to the call, along the registered continuations.</summary>
    /// <returns>The frames, and whether they lead to the task itself: then they are its main stack.</returns>
    public (IReadOnlyList<TaskFrame> Frames, bool IsMain) Of(CoreCall call)
    {
        var frames = new List<TaskFrame>();
        ClrObject node = call.Box;
        for (int i = 0; i < MostSteps && node.Is("AsyncBox"); i++)
        {
            Add(frames, node);
            node = node.Struct("Meeting").Reference("_continuation");
        }

        frames.Reverse();
        return (frames, node.Is("TaskCore"));
    }

    /// <summary>Of a task that waits for something foreign: the method that its body has begun.</summary>
    public IReadOnlyList<TaskFrame> OfOutermost(ClrObject task)
    {
        var frames = new List<TaskFrame>();
        ClrObject call = task.Held("_contextOrCall");
        if (call.Is("AsyncBox"))
        {
            Add(frames, call);
        }

        return frames;
    }

    /// <summary>Of a thread that runs code: the user's methods, the outermost first.</summary>
    public IReadOnlyList<TaskFrame> OfThread(long id)
    {
        ClrThread? thread = runtime.Threads.FirstOrDefault(thread => thread.OSThreadId == id);
        StackFrame[] frames = [.. (thread?.EnumerateStackTrace() ?? []).Where(static frame => frame.Method is not null)
            .Select(static frame => new StackFrame(NameOf(frame.Method!), ModuleOf(frame.Method!)))];
        return [.. new ThreadStack(id, true, frames).FramesOfUser.Reverse()
            .Select(static frame => new TaskFrame(frame.Method, null, 0))];
    }

    private static string NameOf(ClrMethod method) => FrameName.Of($"{method.Type.Name}.{method.Name}");

    private static string ModuleOf(ClrMethod method) => Path.GetFileNameWithoutExtension(method.Type.Module.Name ?? "");

    private void Add(List<TaskFrame> frames, ClrObject box)
    {
        if (!_machines.TryGetValue(box.Type!.MethodTable, out CoreMachine? machine))
        {
            machine = CoreMachine.Of(box);
            _machines.Add(box.Type.MethodTable, machine);
        }

        if (!machine.IsLitens)
        {
            frames.Add(machine.FrameIn(box));
        }
    }
}
