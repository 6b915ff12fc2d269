Console.WriteLine("words");
