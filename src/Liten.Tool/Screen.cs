using Spectre.Console;
using Spectre.Console.Rendering;

namespace Liten.Tool;

/// <summary>
/// Where the tool writes: coloured and as wide as it is on a terminal; plain, and never broken, to a file or pipe.
/// </summary>
internal sealed class Screen
{
    private const int WidthOfAFile = 10_000;

    private readonly IAnsiConsole _console = Make(Console.Out, Console.IsOutputRedirected);
    private readonly IAnsiConsole _errors = Make(Console.Error, Console.IsErrorRedirected);

    public bool IsTerminal { get; } = !Console.IsOutputRedirected;

    /// <summary>What was asked for cannot be had.</summary>
    public void Fail(string message) => _errors.WriteLine(message, new Style(Color.Red));

    /// <summary>What is not part of the answer: how far it is, what to do with it.</summary>
    public void Note(string message) => _errors.WriteLine(message, new Style(Color.Grey));

    public void Show(IRenderable content) => _console.Write(content);

    public void Line(string text = "", Style? style = null)
    {
        if (IsTerminal)
        {
            _console.WriteLine(text, style ?? Style.Plain);
        }
        else
        {
            Console.Out.WriteLine(text);
        }
    }

    /// <summary>Text of many lines, such as a dump.</summary>
    public void Lines(string text)
    {
        if (!IsTerminal)
        {
            Console.Out.Write(text);
            return;
        }

        foreach (string line in text.TrimEnd().Split('\n'))
        {
            Line(line.TrimEnd('\r'), StyleOf(line));
        }
    }

    /// <summary>A table without lines, with a title over each column.</summary>
    public static Table Table(params string[] columns)
    {
        Table table = new Table().Border(TableBorder.None);
        foreach (string column in columns)
        {
            // Numbers stand right under each other.
            bool isNumber = column[0] == '#';
            table.AddColumn(new TableColumn(new Text(column.TrimStart('#'), new Style(Color.Grey)))
            {
                Alignment = isNumber ? Justify.Right : Justify.Left,
                Padding = new Padding(0, 0, 2, 0),
                NoWrap = isNumber,
            });
        }

        return table;
    }

    private static IAnsiConsole Make(TextWriter writer, bool isRedirected)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = isRedirected ? AnsiSupport.No : AnsiSupport.Detect,
            Interactive = InteractionSupport.No,
        });
        if (isRedirected)
        {
            console.Profile.Width = WidthOfAFile;
        }

        return console;
    }

    /// <summary>What is wrong is red, a heading is bold, and where code stands is grey.</summary>
    private static Style StyleOf(string line)
    {
        if (line.StartsWith("DEADLOCK", StringComparison.Ordinal) || line.EndsWith("busy:", StringComparison.Ordinal))
        {
            return new Style(Color.Red, decoration: Decoration.Bold);
        }

        bool isFrame = line.StartsWith("    ", StringComparison.Ordinal);
        return isFrame ? new Style(Color.Grey)
            : line.StartsWith(' ') || line.StartsWith("task", StringComparison.Ordinal) ? Style.Plain
            : new Style(decoration: Decoration.Bold);
    }
}
