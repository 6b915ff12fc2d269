using System.Diagnostics;

namespace Liten;

/// <summary>Which places spawn tasks that do not end: their number has grown with each look.</summary>
/// <remarks>Not synchronized: for the one who reads.</remarks>
internal sealed class SiteGrowth
{
    /// <summary>A burst grows for a few looks as well (arbitrary).</summary>
    private const int LeastLooks = 6;

    /// <summary>Looks that are so far apart have nobody between them who watched, in seconds (arbitrary).</summary>
    private const double LongestGap = 30;

    private readonly Dictionary<(string File, int Line), Course> _courses = [];

    /// <summary>Looks once more at one place.</summary>
    /// <returns>By how many tasks it grows in a second; 0 if it does not grow at each look.</returns>
    public double See(string file, int line, int count)
    {
        long now = Stopwatch.GetTimestamp();
        if (!_courses.TryGetValue((file, line), out Course? course)
            || count <= course.Count
            || Stopwatch.GetElapsedTime(course.SeenAt, now).TotalSeconds > LongestGap)
        {
            _courses[(file, line)] = new Course { Count = count, Begin = count, BegunAt = now, SeenAt = now };
            return 0;
        }

        course.Count = count;
        course.SeenAt = now;
        course.Looks++;
        double seconds = Stopwatch.GetElapsedTime(course.BegunAt, now).TotalSeconds;
        return course.Looks < LeastLooks ? 0 : (count - course.Begin) / seconds;
    }

    private sealed class Course
    {
        public int Count { get; set; }

        public int Begin { get; init; }

        public long BegunAt { get; init; }

        public long SeenAt { get; set; }

        public int Looks { get; set; }
    }
}
