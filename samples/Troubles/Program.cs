using Liten;
using Troubles;

// troubles <disease> [seconds]: falls ill on purpose, and prints what can be seen of it.
if (args.Length == 0 || !Diseases.All.TryGetValue(args[0], out Disease? disease))
{
    Console.Error.WriteLine("troubles <disease> [seconds]");
    foreach ((string name, Disease known) in Diseases.All)
    {
        Console.Error.WriteLine($"  {name,-10} {known.Symptom}");
    }

    return 2;
}

TimeSpan time = TimeSpan.FromSeconds(args.Length > 1 && double.TryParse(args[1], out double seconds) ? seconds : 3);
Runtime runtime = Runtime.CreateBuilder()
    .Name("patient")
    .WorkerThreads(2)
    .MaxBlockingThreads(4)
    .DumpOnQuit(Console.Error)
    .OnWaitCycle(cycle => Console.Error.WriteLine($"the runtime tells by itself: {cycle}"))
    .OnStandstill(page => Console.Error.WriteLine($"the runtime tells by itself: all {page.Alive} tasks wait, and nothing here can wake them"))
    .Build();

Console.WriteLine($"{args[0]}: {disease.Symptom}. The dump comes in {time.TotalSeconds} s; ask for another by kill -QUIT {Environment.ProcessId}.");
disease.Begin(runtime);

// A first look, so that the dump knows since when things are as they are.
runtime.WriteTaskDump(TextWriter.Null);
Thread.Sleep(time);
runtime.WriteTaskDump(Console.Out);
runtime.Shutdown(TimeSpan.FromSeconds(1));
return 0;
