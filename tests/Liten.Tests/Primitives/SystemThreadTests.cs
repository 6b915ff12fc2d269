namespace Liten.Tests.Primitives;

public sealed class SystemThreadTests
{
    [Fact]
    public void Parse_ANameOfAnyCharacters_ReadsStateAndTimes()
    {
        ThreadReading reading = SystemThread.Parse("42 (a) R ) b) S 1 2 3 4 5 6 7 8 9 10 300 25 0 0 20 0 9 0 1 2");

        Assert.Equal(new ThreadReading(false, true, TimeSpan.FromMilliseconds(3250)), reading);
        Assert.True(SystemThread.Parse("42 (a) R 1 2 3 4 5 6 7 8 9 10 300 25 0 0").IsRunning);
        Assert.Equal(default, SystemThread.Parse("42 (a) R 1 2"));
        Assert.Equal(default, SystemThread.Parse(""));
    }

    [Fact]
    public void Read_TheCallingThread_Runs()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the state is read from /proc");

        Assert.Equal((true, false), (SystemThread.Current.Read().IsRunning, SystemThread.Current.Read().IsWaiting));
        Assert.Same(SystemThread.Current, SystemThread.Current);
    }

    [Fact]
    public void Read_AThreadThatWaits_WaitsAndOneThatHasEndedTellsNothing()
    {
        using var gate = new ManualResetEventSlim(false, spinCount: 0);
        SystemThread? other = null;
        var thread = new Thread(() =>
        {
            other = SystemThread.Current;
            gate.Wait();
        })
        { IsBackground = true };
        thread.Start();

        Assert.True(SpinWait.SpinUntil(() => other?.Read().IsWaiting == true, Patience.Limit));
        gate.Set();
        Assert.True(thread.Join(Patience.Limit));
        Assert.True(SpinWait.SpinUntil(() => other!.Read() == default || !OperatingSystem.IsLinux(), Patience.Limit));
    }
}
