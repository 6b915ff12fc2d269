using Liten.Growth;
using Spectre.Console;

const string Usage = "usage: growth [--quick] [part of an operation's name]";

string[] options = [.. args.Where(static arg => arg.StartsWith('-'))];
string[] parts = [.. args.Except(options)];
if (options.Except(["--quick"]).Any() || parts.Length > 1)
{
    Console.Error.WriteLine(Usage);
    return 2;
}

Operation[] operations = [.. Catalog.All.Where(operation => parts.All(operation.IsNamed))];
if (operations.Length == 0)
{
    Console.Error.WriteLine($"growth: no operation is named '{parts[0]}'; {Usage}");
    return 2;
}

Protocol protocol = options.Length > 0 ? Protocol.Quick : Protocol.Full;
Growth[] growths = AnsiConsole.Status().Start("measuring", status => operations.Select(operation =>
{
    status.Status(Markup.Escape(operation.ToString()));
    return Growth.Measure(operation, protocol);
}).ToArray());
Report.Print(growths, protocol);
return growths.All(static growth => growth.Verdict == Verdict.Steady) ? 0 : 1;
