using System.CommandLine;
using Spectre.Console;

namespace Liten.Tool;

/// <summary><c>dotnet liten stack</c>: what the threads that run tasks execute at this moment.</summary>
internal static class StackCommand
{
    public static Command Create(Screen screen)
    {
        Argument<int> pid = Commands.Pid();
        var all = new Option<bool>("--all")
        {
            Description = "All managed threads of the process, and Liten's own frames.",
        };
        var command = new Command(
            "stack",
            "Prints in which method each worker is: the loop that does not end, the call that blocks.")
        {
            pid,
            all,
        };
        command.SetAction((parsed, cancellation) => RunAsync(
            screen, WatchedProcess.Find(parsed.GetRequiredValue(pid)), parsed.GetValue(all), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(
        Screen screen, WatchedProcess process, bool all, CancellationToken cancellation)
    {
        await Question.RequireAnswersAsync(process, cancellation);
        StackSample sample = await StackSample.TakeAsync(process, cancellation);
        foreach (IGrouping<string, ThreadRow> runtime in sample.Threads.GroupBy(static thread => thread.Runtime))
        {
            screen.Line($"runtime {runtime.Key}", new Style(decoration: Decoration.Bold));
            foreach (ThreadRow thread in runtime)
            {
                sample.Stacks.TryGetValue(thread.Id, out ThreadStack? stack);
                Show(screen, thread, stack, all);
            }
        }

        var workers = sample.Threads.Select(static thread => thread.Id).ToHashSet();
        foreach (ThreadStack other in sample.Stacks.Values.Where(stack => all && !workers.Contains(stack.Thread)))
        {
            screen.Line($"thread {other.Thread}", new Style(decoration: Decoration.Bold));
            ShowFrames(screen, other.Frames);
        }

        return ExitCode.Done;
    }

    private static void Show(Screen screen, ThreadRow thread, ThreadStack? stack, bool all)
    {
        if (thread.Runs.Length == 0)
        {
            screen.Line($"  thread {thread.Name}: idle");
            if (!all)
            {
                return;
            }
        }
        else
        {
            string where = stack?.UserMethod is not { } method ? ""
                : stack.Computes ? $"; it computes in {method}"
                : $"; it waits, or runs native code, in {method}";
            screen.Line($"  thread {thread.Name}: runs {thread.Runs}{where}", new Style(Color.Yellow));
        }

        if (stack is null)
        {
            screen.Line("    its stack is not known: it has run no managed code meanwhile");
            return;
        }

        ShowFrames(screen, all ? stack.Frames : stack.FramesOfUser);
    }

    private static void ShowFrames(Screen screen, IEnumerable<StackFrame> frames)
    {
        foreach (StackFrame frame in frames)
        {
            screen.Line($"      {frame.Method}", new Style(Color.Grey));
        }
    }
}
