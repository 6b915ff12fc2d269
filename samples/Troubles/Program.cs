using System.Globalization;
using Liten;
using Troubles;

// troubles <disease>|all [seconds] [--dashboard PORT]: falls ill on purpose, and shows what can be seen of it.
int option = Array.IndexOf(args, "--dashboard");
int? port = option >= 0 && option + 1 < args.Length && int.TryParse(args[option + 1], out int number) ? number : null;
string[] words = option < 0 ? args : [.. args[..option], .. args.Skip(option + 2)];
if (words.Length == 0 || (option >= 0 && port is null) || (words[0] != "all" && !Diseases.All.ContainsKey(words[0])))
{
    Console.Error.WriteLine("troubles <disease>|all [seconds] [--dashboard PORT]");
    foreach ((string name, Disease known) in Diseases.All)
    {
        Console.Error.WriteLine($"  {name,-10} {known.Symptom}");
    }

    return 2;
}

if (words[0] == "all")
{
    Ward.Open(port ?? 5005);
    return 0;
}

if (port is { } at)
{
    Ward.Open(at, words[0]);
    return 0;
}

Disease disease = Diseases.All[words[0]];
TimeSpan time = TimeSpan.FromSeconds(words.Length > 1 ? double.Parse(words[1], CultureInfo.InvariantCulture) : 3);
Runtime runtime = Ward.Admit("patient");
Console.WriteLine($"{words[0]}: {disease.Symptom}. The dump comes in {time.TotalSeconds} s; ask for another by kill -QUIT {Environment.ProcessId}.");
disease.Begin(runtime);

// A first look, so that the dump knows since when things are as they are.
runtime.WriteTaskDump(TextWriter.Null);
Thread.Sleep(time);
runtime.WriteTaskDump(Console.Out);
runtime.Shutdown(TimeSpan.FromSeconds(1));
return 0;
