using System.Diagnostics;

namespace Liten.Tests.Primitives;

public class ParkerTests
{
    private const long Millisecond = 1_000_000;
    private const long Hour = 3_600_000 * Millisecond;
    private const int Turns = 100_000;

    public static TheoryData<string> Words => Futex.IsSupported ? ["futex", "monitor"] : ["monitor"];

    [Fact]
    public void Futex_LinuxOnX64AndArm64_IsSupported()
    {
        bool expected = OperatingSystem.IsLinux()
            && System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture
                is System.Runtime.InteropServices.Architecture.X64 or System.Runtime.InteropServices.Architecture.Arm64;

        Assert.Equal(expected, Futex.IsSupported);
    }

    [Theory]
    [MemberData(nameof(Words))]
    public void Park_PermitGrantedBefore_ReturnsAtOnce(string word)
    {
        Parker parker = Create(word);
        parker.Unpark();

        RunAlone(parker.Park);
    }

    [Theory]
    [MemberData(nameof(Words))]
    public void ParkFor_TwoUnparksBefore_TakesOnePermit(string word)
    {
        Parker parker = Create(word);
        parker.Unpark();
        parker.Unpark();

        Assert.True(parker.ParkFor(Hour));
        Assert.False(parker.ParkFor(0));
        Assert.False(parker.ParkFor(Millisecond));
    }

    [Theory]
    [MemberData(nameof(Words))]
    public void ParkFor_Zero_TakesThePermitOrReturnsFalse(string word)
    {
        Parker parker = Create(word);

        Assert.False(parker.ParkFor(0));
        parker.Unpark();
        Assert.True(parker.ParkFor(0));
        Assert.False(parker.ParkFor(0));
    }

    [Theory]
    [MemberData(nameof(Words))]
    public void ParkFor_NoPermit_ReturnsFalseAndNeverEarly(string word)
    {
        Parker parker = Create(word);
        foreach (long nanoseconds in (long[])[1, 999, Millisecond, (3 * Millisecond) + 1])
        {
            long start = Stopwatch.GetTimestamp();

            Assert.False(parker.ParkFor(nanoseconds));

            Assert.True(Stopwatch.GetElapsedTime(start).TotalNanoseconds >= nanoseconds - 100, "woke early");
        }
    }

    [Theory]
    [MemberData(nameof(Words))]
    public void ParkFor_MoreThanASecondAndUpToTheLargest_IsWokenByUnpark(string word)
    {
        foreach (long nanoseconds in (long[])[1_500 * Millisecond, Hour, long.MaxValue - 1, Nanoseconds.Forever])
        {
            Parker parker = Create(word);
            WatchedThreads.Run(() => 0, () => Assert.True(parker.ParkFor(nanoseconds)), parker.Unpark);
        }
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(long.MinValue)]
    public void ParkFor_NegativeTimeout_Throws(long nanoseconds) =>
        Assert.Throws<ArgumentOutOfRangeException>(nameof(nanoseconds), () => new Parker().ParkFor(nanoseconds));

    [Theory]
    [MemberData(nameof(Words))]
    public void Unpark_AfterTheParkedThreadIsGone_IsHarmless(string word)
    {
        Parker parker = Create(word);
        Thread sleeper = new(parker.Park);
        sleeper.Start();
        parker.Unpark();
        sleeper.Join();

        parker.Unpark();
        parker.Unpark();

        Assert.True(parker.ParkFor(0));
    }

    [Theory]
    [MemberData(nameof(Words))]
    public void Unpark_ParkerCollectedMeanwhile_IsHarmless(string word)
    {
        for (int i = 0; i < 1_000; i++)
        {
            Parker parker = Create(word);
            Thread unparker = new(parker.Unpark);
            unparker.Start();
            parker.Park();
            parker = Create(word); // The first one is garbage while its unparker may be about to wake nobody.
            GC.Collect(0);
            unparker.Join();
            Assert.False(parker.ParkFor(0));
        }
    }

    [Fact]
    public void Unpark_NobodySleeps_MakesNoSystemCall()
    {
        ScriptedWord word = new(_ => Assert.Fail("nobody should wait"));
        Parker parker = new(word);

        parker.Unpark();
        parker.Unpark();
        parker.Park();
        parker.Unpark();

        Assert.Equal(0, word.Wakes);
        Assert.Equal(0, word.Waits);
    }

    [Fact]
    public void Unpark_ThreadSleeps_WakesOnce()
    {
        Parker? parker = null;
        ScriptedWord word = new(_ =>
        {
            parker!.Unpark();
            parker.Unpark();
        });
        parker = new Parker(word);

        parker.Park();

        Assert.Equal(1, word.Wakes);
        Assert.False(parker.ParkFor(0));
    }

    [Fact]
    public void Park_WokenForNoReason_SleepsOn()
    {
        Parker? parker = null;
        ScriptedWord word = new(w =>
        {
            if (w.Waits == 5)
            {
                parker!.Unpark();
            }
        });
        parker = new Parker(word);

        parker.Park();

        Assert.Equal(5, word.Waits);
    }

    [Fact]
    public void ParkFor_TimesOut_LeavesNoTraceForTheNextUnpark()
    {
        ScriptedWord word = new(_ => { });
        Parker parker = new(word);

        Assert.False(parker.ParkFor(1_000));
        parker.Unpark();

        Assert.Equal(0, word.Wakes);
        Assert.True(parker.ParkFor(0));
    }

    [Theory]
    [MemberData(nameof(Words))]
    public void Park_ThreadsInterrupted_TakesEachPermitAndThrowsNothing(string word)
    {
        const int Permits = 2_000;
        Parker ping = Create(word);
        Parker pong = Create(word);
        int taken = 0;
        Thread? parking = null;
        Thread? granting = null;
        using var running = new Barrier(3);
        Action takes = () =>
        {
            parking = Thread.CurrentThread;
            running.SignalAndWait();
            for (; taken < Permits; taken++)
            {
                ping.Park();
                pong.Unpark();
            }
        };
        Action grants = () =>
        {
            granting = Thread.CurrentThread;
            running.SignalAndWait();
            for (int i = 0; i < Permits; i++)
            {
                ping.Unpark();
                pong.Park();
            }
        };
        Action interrupts = () =>
        {
            running.SignalAndWait();
            while (Volatile.Read(ref taken) < Permits)
            {
                parking!.Interrupt();
                granting!.Interrupt();
            }
        };

        WatchedThreads.Run(() => Volatile.Read(ref taken), takes, grants, interrupts);
    }

    [Theory]
    [MemberData(nameof(Words))]
    public void Unpark_TwoThreadsInTurns_LosesNoPermit(string word)
    {
        Parker ping = Create(word);
        Parker pong = Create(word);
        int turns = 0;

        WatchedThreads.Run(
            () => Volatile.Read(ref turns),
            () =>
            {
                for (int i = 0; i < Turns; i++)
                {
                    pong.Unpark();
                    ping.Park();
                    Volatile.Write(ref turns, i);
                }
            },
            () =>
            {
                for (int i = 0; i < Turns; i++)
                {
                    pong.Park();
                    ping.Unpark();
                }
            });

        Assert.False(ping.ParkFor(0));
        Assert.False(pong.ParkFor(0));
    }

    [Theory]
    [MemberData(nameof(Words))]
    public void Unpark_RacingWithTimeouts_LosesNoPermitAndMakesTheWriteVisible(string word)
    {
        const int Items = 20_000;
        Parker parker = Create(word);
        Parker back = Create(word);
        int plain = 0;
        int received = 0;

        WatchedThreads.Run(
            () => Volatile.Read(ref received), // Not the timeouts: a lost permit would go on producing them.
            () =>
            {
                while (received < Items)
                {
                    if (parker.ParkFor(received % 3 * 500))
                    {
                        Assert.Equal(++received, plain); // A plain field: the permit alone carries the write.
                        back.Unpark();
                    }
                }
            },
            () =>
            {
                for (int i = 0; i < Items; i++)
                {
                    plain++;
                    parker.Unpark();
                    back.Park();
                }
            });
    }

    private static Parker Create(string word) => new(word == "futex" ? new FutexWord() : new MonitorWord());

    private static void RunAlone(Action body) => WatchedThreads.Run(() => 0, body);
}
