using System.Diagnostics.Tracing;
using Microsoft.Diagnostics.NETCore.Client;
using Microsoft.Diagnostics.Tracing;
using Microsoft.Diagnostics.Tracing.Etlx;

namespace Liten.Tool;

/// <summary>The stacks of all managed threads, from .NET's own sample profiler; and which of them run tasks.</summary>
/// <remarks>
/// The profiler stops all threads for each sample, for an instant. A few samples are taken, and the last one of each
/// thread counts.
/// </remarks>
internal sealed class StackSample
{
    private const string Profiler = "Microsoft-DotNETCore-SampleProfiler";

    private static readonly TimeSpan s_duration = TimeSpan.FromMilliseconds(25);

    private StackSample(IReadOnlyList<ThreadRow> threads, IReadOnlyDictionary<long, ThreadStack> stacks)
    {
        Threads = threads;
        Stacks = stacks;
    }

    /// <summary>The threads that run tasks.</summary>
    public IReadOnlyList<ThreadRow> Threads { get; }

    /// <summary>By the system's number of the thread.</summary>
    public IReadOnlyDictionary<long, ThreadStack> Stacks { get; }

    public static async Task<StackSample> TakeAsync(WatchedProcess process, CancellationToken cancellation)
    {
        string trace = Path.GetTempFileName();
        string log = Path.ChangeExtension(trace, ".etlx");
        string question = Guid.NewGuid().ToString("N");
        try
        {
            await CollectAsync(process, question, trace, cancellation);
            TraceLog.CreateFromEventPipeDataFile(trace, log);
            using var read = new TraceLog(log);
            return Read(read, question);
        }
        finally
        {
            File.Delete(trace);
            File.Delete(log);
        }
    }

    private static async Task CollectAsync(
        WatchedProcess process, string question, string trace, CancellationToken cancellation)
    {
        EventPipeProvider[] providers =
        [
            new(Profiler, EventLevel.Informational),
            AnswerSession.Provider(question, "threads"),
        ];
        using EventPipeSession session = await AnswerSession.OpenAsync(
            process, providers, withNames: true, cancellation);
        await using FileStream file = File.Create(trace);
        Task copy = session.EventStream.CopyToAsync(file, cancellation);
        await Task.WhenAny(copy, Task.Delay(s_duration, cancellation));
        await session.StopAsync(cancellation);
        await copy;
    }

    private static StackSample Read(TraceLog log, string question)
    {
        var answer = new Answer();
        var stacks = new Dictionary<long, ThreadStack>();
        foreach (TraceEvent data in log.Events)
        {
            if (data.ProviderName == Profiler && data.CallStack() is { } stack)
            {
                stacks[data.ThreadID] = new ThreadStack(data.ThreadID, IsManaged(data), [.. Frames(stack)]);
            }
            else if (data.PayloadNames.Contains("question") && data.PayloadByName("question") as string == question)
            {
                answer.Take(data);
            }
        }

        return new StackSample(answer.Threads, stacks);
    }

    /// <summary>The payload is 1 for native code or a wait, 2 for managed code.</summary>
    private static bool IsManaged(TraceEvent data)
        => data.EventData() is { Length: >= 4 } payload && BitConverter.ToInt32(payload) == 2;

    private static IEnumerable<StackFrame> Frames(TraceCallStack? stack)
    {
        for (; stack is not null; stack = stack.Caller)
        {
            yield return new StackFrame(FrameName.Of(stack.CodeAddress.FullMethodName), stack.CodeAddress.ModuleName);
        }
    }
}
