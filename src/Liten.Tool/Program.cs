using System.CommandLine;
using Liten.Tool;

var screen = new Screen();
RootCommand root = Commands.Create(screen);
ParseResult parsed = root.Parse(args);
if (parsed.Errors.Count > 0)
{
    return Usage.Explain(parsed, screen);
}

try
{
    // Long enough for a recording to come to its end after Ctrl+C.
    var invocation = new InvocationConfiguration
    {
        EnableDefaultExceptionHandler = false,
        ProcessTerminationTimeout = TimeSpan.FromSeconds(20),
    };
    return await parsed.InvokeAsync(invocation);
}
catch (ToolException refusal)
{
    screen.Fail(refusal.Message);
    return ExitCode.Failed;
}
catch (OperationCanceledException)
{
    return ExitCode.Interrupted;
}
