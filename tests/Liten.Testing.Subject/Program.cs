using System.Globalization;

// A process of its own, in which explorations see another environment, other string hashes and other addresses.
return args switch
{
    ["find", string count] => Find(int.Parse(count, CultureInfo.InvariantCulture)),
    ["replay"] => ReplayAll(),
    ["explore", "broken", string bug] => Explored(ClassicBug.Called(bug).RunBroken),
    ["explore", "mended", string bug] => Explored(ClassicBug.Called(bug).RunMended),
    _ => Usage(),
};

// So many failing schedules, as lines "bug replay", of all bugs alike.
static int Find(int count)
{
    for (int i = 0; i < count; i++)
    {
        ClassicBug bug = ClassicBug.All[i % ClassicBug.All.Length];
        var options = new ExploreOptions { Seed = (ulong)i, Strategy = Strategy.Random };
        string line = LineOf(() => Explore.Run(run => ClassicBug.AmongNoise(bug.RunBroken, run), options));
        Console.WriteLine($"{bug} {line}");
    }

    return 0;
}

// Of the lines that come in: how many fail again in the very same way.
static int ReplayAll()
{
    int lines = 0;
    int same = 0;
    while (Console.ReadLine() is { } input)
    {
        string[] parts = input.Split(' ', 2);
        var bug = ClassicBug.Called(parts[0]);
        string again = LineOf(() => Explore.Replay(parts[1], run => ClassicBug.AmongNoise(bug.RunBroken, run)));
        lines++;
        same += again == parts[1] ? 1 : 0;
    }

    Console.WriteLine($"{same} of {lines} again");
    return 0;
}

// As a test does it, with what the environment says.
static int Explored(Func<TestRun, LitenTask> body)
{
    try
    {
        ExplorationReport report = Explore.Run(body, new ExploreOptions { Schedules = 100 });
        Console.WriteLine($"passed, seed {report.Seed}");
    }
    catch (ScheduleFailedException failed)
    {
        Console.WriteLine($"failed, schedule {failed.Schedule}, {failed.Replay}");
    }
    catch (FormatException wrong)
    {
        Console.WriteLine($"refused: {wrong.Message}");
    }

    return 0;
}

static string LineOf(Action explore)
{
    try
    {
        explore();
        return "passed";
    }
    catch (ScheduleFailedException failed)
    {
        return failed.Replay;
    }
}

static int Usage()
{
    Console.Error.WriteLine("usage: subject find COUNT | replay | explore broken|mended BUG");
    return 2;
}
