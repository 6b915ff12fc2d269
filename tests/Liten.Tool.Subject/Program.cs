using System.Diagnostics.Tracing;
using Liten;
using Liten.Tool.Subject;

// A process for the tool to look at: it gets into a state, says so, and stays there until it is killed.
switch (args[0])
{
    case "plain":
        break;
    case "deadlock":
        Everything.Deadlock(Make("first"));
        break;
    case "two":
        Everything.Work(Make("first"));
        Everything.Work(Make("second"));
        break;
    case "loop":
        Everything.Loop(Make("first"));
        break;
    case "stuck":
        // As a program gets stuck that was healthy before: the event source is there.
        Runtime stuck = Make("first");
        SpinWait.SpinUntil(static () => EventSource.GetSources().Any(static source => source.Name == "Liten-Runtime"));
        Everything.Block(stuck);
        break;
    case "stuck-early":
        // The event source never comes: nothing runs on the ThreadPool.
        Runtime early = Make("first");
        Everything.Deadlock(early);
        Everything.Block(early);
        break;
    default:
        return 2;
}

Console.WriteLine("ready");
Thread.Sleep(Timeout.Infinite);
return 0;

static Runtime Make(string name) => Runtime.CreateBuilder().Name(name).WorkerThreads(2).Build();
