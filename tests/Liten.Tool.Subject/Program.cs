using Liten.Tool.Subject;

// A process for the tool to look at: it gets into a state, says so, and stays there until it is killed.
// "plain" has no Liten: nothing here names a type of it.
if (args[0] != "plain" && !Everything.Enter(args[0]))
{
    return 2;
}

Console.WriteLine("ready");
Thread.Sleep(Timeout.Infinite);
return 0;
