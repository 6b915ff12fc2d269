using System.CommandLine;

namespace Liten.Tool;

/// <summary>What is said of a wrong command line.</summary>
internal static class Usage
{
    public static int Explain(ParseResult parsed, Screen screen)
    {
        Command command = parsed.CommandResult.Command;
        string path = command is RootCommand ? "dotnet liten" : $"dotnet liten {command.Name}";
        string errors = string.Join(Environment.NewLine, parsed.Errors.Select(static error => error.Message));
        screen.Fail($"{errors}{Environment.NewLine}Try: {path} --help");
        return ExitCode.Usage;
    }
}
