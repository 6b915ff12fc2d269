using System.CommandLine;

namespace Liten.Tool;

/// <summary>All commands, with what they have in common.</summary>
internal static class Commands
{
    public static RootCommand Create(Screen screen) => new(
        "What a program on the async runtime Liten does, and why it does not go on. It is asked from outside, over "
        + ".NET's diagnostics port: no code of its own is needed for it, and it answers also when all of its threads "
        + "are stuck.\n\n"
        + "Exit codes: 0 done; 1 cannot be had, see standard error; 2 wrong command line; 130 Ctrl+C.")
    {
        PsCommand.Create(screen),
        DumpCommand.Create(screen),
        StackCommand.Create(screen),
        TraceCommand.Create(screen),
    };

    /// <summary>The number of a process, as an argument.</summary>
    public static Argument<int> Pid() => new("PID")
    {
        Description = "The process; `dotnet liten ps` lists those that can be asked.",
    };
}
